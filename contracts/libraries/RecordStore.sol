// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LibRLP} from "solady/utils/LibRLP.sol";
import {SSTORE2} from "solady/utils/SSTORE2.sol";

/// @title Batches of records as contract code
/// @notice A batch is one contract whose code is a zero byte, so that it cannot be run, and then
/// the records. A byte costs 200 gas there, against 690 in storage.
/// @dev The address of a batch follows from its position, so none is stored. That holds for a
/// contract that creates nothing but its batches, one after the other; `write` checks it.
library RecordStore {
    /// @notice Most bytes in a batch: the limit of a contract's code (EIP-170) less the zero byte.
    uint256 internal constant MAX_LENGTH = 24_575;

    /// @notice The chain gives a contract another address than Ethereum does.
    error UnexpectedPointer(address pointer, address expected);

    /// @notice Stores the batch with this position.
    /// @param records The records, packed; not more than `MAX_LENGTH` bytes.
    /// @param position Number of batches that the contract stored before.
    function write(bytes calldata records, uint256 position) internal {
        address pointer = SSTORE2.write(records);
        address expected = pointerOf(position);
        if (pointer != expected) revert UnexpectedPointer(pointer, expected);
    }

    /// @notice Stores the batch with this position, from memory.
    /// @param records The records, packed; not more than `MAX_LENGTH` bytes.
    /// @param position Number of batches that the contract stored before.
    function writeFromMemory(bytes memory records, uint256 position) internal {
        address pointer = SSTORE2.write(records);
        address expected = pointerOf(position);
        if (pointer != expected) revert UnexpectedPointer(pointer, expected);
    }

    /// @notice Where the batch with this position is.
    /// @param position Number of batches that the contract stored before it.
    /// @return Its address.
    function pointerOf(uint256 position) internal view returns (address) {
        // A contract's nonce starts at 1 (EIP-161).
        return LibRLP.computeAddress(address(this), position + 1);
    }

    /// @notice Copies the chosen records of a batch into memory, one after the other.
    /// @dev Straight from the code, a run of neighbours at a time.
    /// @param position The batch.
    /// @param recordSize Length of a record in bytes.
    /// @param chosen Bit i is set if record i is to be copied.
    /// @param target Where in memory to write; enough must be allocated there.
    /// @return end Where in memory the last record ends.
    function copy(
        uint256 position,
        uint256 recordSize,
        uint256 chosen,
        uint256 target
    ) internal view returns (uint256 end) {
        address pointer = pointerOf(position);
        end = target;
        uint256 from;
        while (chosen >> from != 0) {
            if ((chosen >> from) & 1 == 0) {
                ++from;
                continue;
            }
            uint256 to = from + 1;
            while (to < 256 && (chosen >> to) & 1 == 1) ++to;
            uint256 length = (to - from) * recordSize;
            uint256 offset = 1 + from * recordSize;
            // solhint-disable-next-line no-inline-assembly
            assembly ("memory-safe") {
                extcodecopy(pointer, end, offset, length)
            }
            end += length;
            from = to;
        }
    }
}
