// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Test code: the signatures say all.
// solhint-disable use-natspec

import {IDatasetRecords} from "../../interfaces/IDatasetRecords.sol";

/// @title Flood
/// @notice Contributes many batches in one block, as one account.
contract Flood {
    /// @dev The call's money is shared out evenly. It takes none back.
    function contribute(IDatasetRecords dataset, bytes[] calldata batches) external payable {
        uint256 deposit = msg.value / batches.length;
        for (uint256 i; i < batches.length; ++i) {
            dataset.contribute{value: deposit}(batches[i], new bytes32[](0));
        }
    }
}
