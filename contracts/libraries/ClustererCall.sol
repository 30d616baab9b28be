// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IClusterer} from "../../interfaces/IClusterer.sol";

/// @title Call of the clusterer
/// @notice Asks a Clusterer as the compiler would, for a third of the gas: what goes in and comes
/// out is copied as a whole, and comes out of code of our own, so it is not checked again.
library ClustererCall {
    /// @notice Clusters an image; see `IClusterer.cluster`. What that reverts with, this does too.
    /// @param clusterer A Clusterer.
    /// @param plays The plays, with zeros up to the next whole word.
    /// @param players Number of plays.
    /// @param distance Pixels up to which clusters merge.
    /// @param confirmation Percentage of the players that a cluster needs.
    /// @param hint What makes it cheaper, or nothing.
    /// @return clusters The clusters that count.
    /// @return scores For each play its score + 1, or 0.
    function cluster(
        IClusterer clusterer,
        bytes memory plays,
        uint256 players,
        uint256 distance,
        uint256 confirmation,
        bytes calldata hint
    ) internal view returns (uint256[] memory clusters, uint256[] memory scores) {
        bytes4 selector = IClusterer.cluster.selector;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let data := mload(0x40)
            mstore(data, selector)
            let head := add(data, 4)
            mstore(head, 0xa0)
            mstore(add(head, 0x20), players)
            mstore(add(head, 0x40), distance)
            mstore(add(head, 0x60), confirmation)
            let size := and(add(mload(plays), 0x3f), not(0x1f))
            mstore(add(head, 0x80), add(0xa0, size))
            let end := add(head, 0xa0)
            // The identity copies without a loop.
            pop(staticcall(gas(), 4, plays, size, end, size))
            end := add(end, size)
            mstore(end, hint.length)
            calldatacopy(add(end, 0x20), hint.offset, hint.length)
            end := add(end, and(add(hint.length, 0x3f), not(0x1f)))
            let success := staticcall(gas(), clusterer, data, sub(end, data), 0, 0)
            returndatacopy(data, 0, returndatasize())
            if iszero(success) {
                revert(data, returndatasize())
            }
            mstore(0x40, add(data, returndatasize()))
            clusters := add(data, mload(data))
            scores := add(data, mload(add(data, 0x20)))
        }
    }
}
