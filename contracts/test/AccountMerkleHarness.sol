// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Test code: the signatures say all.
// solhint-disable use-natspec

import {AccountMerkle} from "../libraries/AccountMerkle.sol";

/// @title AccountMerkleHarness
/// @notice Opens the library to tests.
contract AccountMerkleHarness {
    function proves(
        bytes32[] calldata proof,
        bytes32 root,
        address account
    ) external pure returns (bool) {
        return AccountMerkle.proves(proof, root, account);
    }
}
