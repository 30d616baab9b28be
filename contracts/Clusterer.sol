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
        // As the compiler encodes it, but copied as a whole.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let out := mload(0x40)
            let size := shl(5, add(mload(clusters), 1))
            mstore(out, 0x40)
            mstore(add(out, 0x20), add(size, 0x40))
            let end := add(out, 0x40)
            pop(staticcall(gas(), 4, clusters, size, end, size))
            end := add(end, size)
            size := shl(5, add(mload(scores), 1))
            pop(staticcall(gas(), 4, scores, size, end, size))
            return(out, sub(add(end, size), out))
        }
    }
}
