// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Test code: the signatures say all.
// solhint-disable use-natspec

import {IDatasetRules} from "../../interfaces/IDatasetRules.sol";
import {PackedRules} from "../libraries/PackedRules.sol";

/// @title PackedRulesHarness
/// @notice Opens the library to tests.
contract PackedRulesHarness {
    using PackedRules for bytes;

    function roundTrip(
        IDatasetRules.Rules calldata rules,
        address creator,
        address pointer,
        bytes32 hash
    )
        external
        pure
        returns (IDatasetRules.Rules memory all, address creator_, address pointer_, bytes32 hash_)
    {
        bytes memory packed = PackedRules.encode(rules, creator, pointer, hash);
        all = packed.decode();
        all.name = packed.nameOf();
        all.badgePoints = packed.badgePointsOf();
        return (all, packed.creatorOf(), packed.schemaPointerOf(), packed.schemaHashOf());
    }
}
