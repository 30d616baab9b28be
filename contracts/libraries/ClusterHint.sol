// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ClusterOpen} from "./ClusterOpen.sol";
import {ClusterProof} from "./ClusterProof.sol";
import {ClusterResult} from "./ClusterResult.sol";
import {ClusterTally} from "./ClusterTally.sol";
import {ClusterWalk} from "./ClusterWalk.sol";
import {MemoryWords} from "./MemoryWords.sol";
// Constants that assembly alone uses pass for unused.
// solhint-disable-next-line no-unused-import
import {GUARD} from "./PackedBox.sol";

/// @title Hints to clustering
/// @notice Clusters by a hint, which is checked: `Clustering.settle` says what is in it.
library ClusterHint {
    using ClusterTally for ClusterTally.Tally;

    /// @dev Kinds of entries: below the first the flags of proven groups.
    uint256 private constant _SEVERAL_CLASSES = 1;
    uint256 private constant _LEAST_BOX = 2;
    uint256 private constant _OPEN = 4;
    uint256 private constant _SINGLE = 5;

    /// @notice The hint does not fit the annotations.
    /// @param position Where the entry that does not starts, in bytes.
    error HintRefused(uint256 position);

    /// @notice Clusters by a hint; see `Clustering.settle`.
    /// @param annotations The image's annotations.
    /// @param players Number of plays.
    /// @param distance Pixels up to which clusters merge.
    /// @param quorum Members that a cluster needs to count.
    /// @param hint The hint.
    /// @return clusters Those that count.
    /// @return scores For each player 1 more than its score; 0 if it has none.
    function settle(
        uint256[] memory annotations,
        uint256 players,
        uint256 distance,
        uint256 quorum,
        bytes calldata hint
    ) internal pure returns (uint256[] memory clusters, uint256[] memory scores) {
        uint256 radius;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            radius := shr(240, calldataload(hint.offset))
        }
        ClusterWalk.Walk memory walk = ClusterWalk.start(
            annotations,
            players,
            distance,
            quorum,
            radius
        );
        uint256 free = MemoryWords.load(0x40);
        uint256 found = _walk(walk, hint);
        bool right;
        if (walk.tally == 0) {
            // What the walk needed is free again.
            MemoryWords.store(0x40, free);
            (right, clusters, scores) = ClusterResult.alone(walk, found);
        } else {
            (right, clusters, scores) = ClusterResult.joined(walk, found);
        }
        if (!right) revert HintRefused(hint.length);
    }

    /// @dev Checks all entries. Returns how many groups are proven.
    // solhint-disable-next-line function-max-lines
    function _walk(
        ClusterWalk.Walk memory walk,
        bytes calldata hint
    ) private pure returns (uint256 found) {
        unchecked {
            uint256 at;
            uint256 end;
            // solhint-disable-next-line no-inline-assembly
            assembly ("memory-safe") {
                at := add(hint.offset, 2)
                end := add(hint.offset, hint.length)
            }
            uint256 left = walk.count;
            uint256 frames = MemoryWords.allocate((left + 2) << 5);
            // None, and apart from all.
            MemoryWords.store(frames, type(uint256).max);
            uint256 last = type(uint256).max;
            while (at < end) {
                uint256 size;
                uint256 box;
                uint256 far;
                // solhint-disable-next-line no-inline-assembly
                assembly ("memory-safe") {
                    size := calldataload(at)
                    far := byte(0, size)
                }
                if (far < _OPEN) {
                    uint256 flags = far;
                    // solhint-disable-next-line no-inline-assembly
                    assembly ("memory-safe") {
                        size := byte(2, size)
                    }
                    (box, far) = ClusterProof.prove(walk, at);
                    if (flags != 0) (box, far) = _more(walk, at, size, flags, box, far);
                    left -= size;
                    size = 16 + 2 * size;
                    ++found;
                } else if (far == _SINGLE) {
                    // solhint-disable-next-line no-inline-assembly
                    assembly ("memory-safe") {
                        size := and(shr(232, size), 0xffff)
                        if gt(mload(add(walk, 0xe0)), size) {
                            let word := mload(add(mload(add(walk, 0xc0)), shl(5, size)))
                            far := or(
                                and(word, mload(walk)),
                                and(not(word), mload(add(walk, 0x20)))
                            )
                            // Where one is enough to count, a single one must be looked at.
                            box := mul(
                                add(far, mload(add(walk, 0x1e0))),
                                gt(mload(add(walk, 0xa0)), 1)
                            )
                        }
                    }
                    --left;
                    size = 3;
                } else {
                    size = (size >> 232) & 0xffff;
                    // None is refused too: one less than none is more than are left.
                    if (far == _OPEN && size - 1 < left && left <= walk.count)
                        (box, far) = ClusterOpen.take(walk, at + 3, size);
                    left -= size;
                    size = 3 + 2 * size;
                }
                // solhint-disable-next-line no-inline-assembly
                assembly ("memory-safe") {
                    // 65,535 less x of the upper corner, with the margin.
                    let lane := and(shr(172, box), 0xffffffff)
                    if or(iszero(box), gt(lane, last)) {
                        end := 0
                        size := 0
                    }
                    last := lane
                    lane := frames
                    for {} 1 {} {
                        let apart := sub(mload(lane), far)
                        // Apart from this one on the upper side of x is apart from all before.
                        if and(apart, shl(190, 1)) {
                            break
                        }
                        if iszero(and(apart, GUARD)) {
                            end := 0
                            size := 0
                            break
                        }
                        lane := sub(lane, 0x20)
                    }
                    frames := add(frames, 0x20)
                    mstore(frames, box)
                }
                at += size;
            }
            if (at != end || left != 0) _refuse(hint, at);
        }
    }

    /// @dev What else is checked of a proven group.
    function _more(
        ClusterWalk.Walk memory walk,
        uint256 at,
        uint256 size,
        uint256 flags,
        uint256 box,
        uint256 far
    ) private pure returns (uint256, uint256) {
        unchecked {
            // What is wrong already may lead anywhere.
            if (box == 0) return (0, 0);
            uint256 list = MemoryWords.allocate(size << 5);
            ClusterOpen.gather(walk, at + 16, size, list);
            if (flags & _LEAST_BOX != 0) (box, far) = ClusterOpen.around(walk, list, size);
            if (flags & _SEVERAL_CLASSES != 0) {
                uint256 class;
                // solhint-disable-next-line no-inline-assembly
                assembly ("memory-safe") {
                    class := byte(3, calldataload(at))
                }
                if (class != ClusterTally.majority(list, size)) box = 0;
            }
            MemoryWords.store(0x40, list);
            return (box, far);
        }
    }

    function _refuse(bytes calldata hint, uint256 at) private pure {
        uint256 start;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            start := hint.offset
        }
        revert HintRefused(at - start);
    }
}
