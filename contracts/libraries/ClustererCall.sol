// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IClusterer} from "../../interfaces/IClusterer.sol";

/// @title Call of the clusterer
/// @notice Asks a Clusterer as the compiler would, for less gas: the call is written around the
/// plays where they stand, and what comes out is of code of our own, so it is not checked again.
library ClustererCall {
    /// @notice Bytes in front of the plays that the call takes.
    uint256 internal constant ROOM = 0xc0;

    /// @notice Clusters an image; see `IClusterer.cluster`. What that reverts with, this does too.
    /// @param clusterer A Clusterer.
    /// @param plays The plays, with zeros up to the next whole word, the last in memory; `ROOM`
    /// bytes in front of them are written to.
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
            let end := mload(0x40)
            mstore(sub(plays, 0xc0), shr(224, selector))
            // From here on the arguments.
            plays := sub(plays, 0xa0)
            mstore(plays, 0xa0)
            mstore(add(plays, 0x20), players)
            mstore(add(plays, 0x40), distance)
            mstore(add(plays, 0x60), confirmation)
            mstore(add(plays, 0x80), sub(end, plays))
            mstore(end, hint.length)
            calldatacopy(add(end, 0x20), hint.offset, hint.length)
            end := add(end, add(hint.length, 0x20))
            plays := sub(plays, 4)
            let success := staticcall(gas(), clusterer, plays, sub(end, plays), 0, 0)
            let data := mload(0x40)
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
