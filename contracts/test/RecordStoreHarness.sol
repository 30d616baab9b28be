// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Test code: the signatures say all.
// solhint-disable use-natspec

import {RecordStore} from "../libraries/RecordStore.sol";

/// @title RecordStoreHarness
/// @notice Opens the library to tests.
contract RecordStoreHarness {
    uint256 public batchCount;

    function write(bytes calldata records) external {
        RecordStore.write(records, batchCount);
        ++batchCount;
    }

    /// @dev As if the contract had created something else before.
    function writeOutOfOrder(bytes calldata records) external {
        RecordStore.write(records, batchCount + 1);
    }

    function pointerOf(uint256 position) external view returns (address) {
        return RecordStore.pointerOf(position);
    }

    function copy(
        uint256 position,
        uint256 recordSize,
        uint256 chosen
    ) external view returns (bytes memory records) {
        records = new bytes(256 * recordSize);
        uint256 target;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            target := add(records, 0x20)
        }
        uint256 end = RecordStore.copy(position, recordSize, chosen, target);
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(records, sub(end, target))
        }
    }
}
