// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Queue of assignments
/// @notice Who drew, in the order of the draws: numbers of 24 bits, ten of them in a word. All
/// hold their images equally long, so this is the order in which they expire.
library AssignmentQueue {
    /// @notice The queue. Who uses it keeps the positions of its ends.
    struct Queue {
        mapping(uint256 index => uint256 word) words;
    }

    uint256 private constant _PER_WORD = 10;
    uint256 private constant _BITS = 24;

    /// @notice Puts a number at its position, to which none was put before.
    /// @param self The queue.
    /// @param position The position, counted from 0.
    /// @param number The number, 0 to 2**24 - 1.
    function put(Queue storage self, uint256 position, uint256 number) internal {
        self.words[position / _PER_WORD] |= number << ((position % _PER_WORD) * _BITS);
    }

    /// @notice The number at a position.
    /// @param self The queue.
    /// @param position The position.
    /// @return The number; 0 if none was put there.
    function numberAt(Queue storage self, uint256 position) internal view returns (uint256) {
        uint256 word = self.words[position / _PER_WORD] >> ((position % _PER_WORD) * _BITS);
        return word & ((1 << _BITS) - 1);
    }
}
