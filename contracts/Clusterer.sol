// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IClusterer} from "../interfaces/IClusterer.sol";
import {AnnotationWords} from "./libraries/AnnotationWords.sol";
import {Clustering} from "./libraries/Clustering.sol";

/// @title Clusterer
/// @notice The clustering rule as a contract of its own.
contract Clusterer is IClusterer {
    /// @inheritdoc IClusterer
    function cluster(
        bytes calldata plays,
        uint256 players,
        uint256 distance,
        uint256 confirmation,
        bytes calldata hint
    ) external view returns (uint256[] memory clusters, uint256[] memory scores) {
        uint256[] memory annotations = AnnotationWords.read(plays, players);
        (clusters, scores) = Clustering.settle(annotations, players, distance, confirmation, hint);
        // The clusters lie behind the scores, so both are encoded where they are: in front of them
        // are the words of the offsets, and what was there is of no more use.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let out := sub(scores, 0x40)
            mstore(out, sub(clusters, out))
            mstore(add(out, 0x20), 0x40)
            return(out, add(sub(clusters, out), shl(5, add(mload(clusters), 1))))
        }
    }
}
