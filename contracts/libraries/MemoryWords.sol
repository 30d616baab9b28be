// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Words of memory
/// @notice Plain memory by address, for tables that are never returned.
library MemoryWords {
    /// @notice Sets memory aside; what is in it is not known.
    /// @param size Bytes, a multiple of 32.
    /// @return at Address of the first.
    function allocate(uint256 size) internal pure returns (uint256 at) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            at := mload(0x40)
            mstore(0x40, add(at, size))
        }
    }

    /// @notice Gives memory back.
    /// @param at Where `allocate` was at when what is not needed any more was not there yet.
    function release(uint256 at) internal pure {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(0x40, at)
        }
    }

    /// @notice Reads a word.
    /// @param at Address.
    /// @return word The word.
    function load(uint256 at) internal pure returns (uint256 word) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            word := mload(at)
        }
    }

    /// @notice Writes a word.
    /// @param at Address, of memory that was set aside.
    /// @param word The word.
    function store(uint256 at, uint256 word) internal pure {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(at, word)
        }
    }
}
