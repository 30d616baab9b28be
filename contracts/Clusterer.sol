// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IClusterer} from "../interfaces/IClusterer.sol";
import {Clustering} from "./libraries/Clustering.sol";

/// @title Clusterer
/// @notice The clustering rule as a contract of its own.
contract Clusterer is IClusterer {
    uint256 private constant _ANNOTATION = 9;

    /// @inheritdoc IClusterer
    function cluster(
        bytes calldata plays,
        uint256 players,
        uint256 distance,
        uint256 confirmation,
        bytes calldata hint
    ) external view returns (uint256[] memory clusters, uint256[] memory scores) {
        // The library reads memory.
        bytes memory copied = plays;
        uint256[] memory annotations = new uint256[](plays.length / _ANNOTATION);
        uint256 total;
        uint256 offset;
        unchecked {
            for (uint256 player; player < players; ++player) {
                if (offset >= copied.length) revert PlaysTooShort(plays.length);
                uint256 count;
                uint256 source;
                // solhint-disable-next-line no-inline-assembly
                assembly ("memory-safe") {
                    source := add(add(copied, 0x20), offset)
                    count := byte(0, mload(source))
                }
                offset += 1 + count * _ANNOTATION;
                if (offset > copied.length) revert PlaysTooShort(plays.length);
                total = Clustering.append(annotations, total, source + 1, count, player);
            }
        }
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(annotations, total)
        }
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
