// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollaborativeDataset} from "../interfaces/ICollaborativeDataset.sol";
import {DatasetRewards} from "./dataset/DatasetRewards.sol";

/// @title CollaborativeDataset
/// @notice The code of the datasets. It runs in clones that CollaborativeDatasetFactory opens;
/// called itself, it has no rules and refuses.
contract CollaborativeDataset is DatasetRewards, ICollaborativeDataset {
    /// @dev EIP-712 domain, readable through `eip712Domain` (EIP-5267).
    function _domainNameAndVersion()
        internal
        pure
        override
        returns (string memory name_, string memory version)
    {
        name_ = "Veriset CollaborativeDataset";
        version = "1";
    }
}
