// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Members of groups
/// @notice Puts the annotations of each group together.
library ClusterMembers {
    /// @notice Copies each annotation to where the next one of its group goes.
    /// @param list Memory address of the annotations, ascending.
    /// @param count How many they are.
    /// @param labels Memory address of a word for each of them, its label.
    /// @param cells Added to a label, the address of a word with the address of a cell: that holds
    /// the address of where the next member goes, or 0 for a group that does not matter.
    function copy(uint256 list, uint256 count, uint256 labels, uint256 cells) internal pure {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            labels := sub(labels, list)
            for {
                count := add(list, shl(5, count))
            } lt(list, count) {
                list := add(list, 0x20)
            } {
                let cell := mload(add(mload(add(list, labels)), cells))
                let cursor := mload(cell)
                if cursor {
                    mstore(cursor, mload(list))
                    mstore(cell, add(cursor, 0x20))
                }
            }
        }
    }
}
