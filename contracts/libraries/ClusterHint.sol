// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ClusterGroups} from "./ClusterGroups.sol";
import {ClusterRounds} from "./ClusterRounds.sol";
import {ClusterTally} from "./ClusterTally.sol";
import {MemoryWords} from "./MemoryWords.sol";
// Constants that assembly alone uses pass for unused.
// solhint-disable-next-line no-unused-import
import {BACKWARD, BOTH, FORWARD, GUARD, ONES, PackedBox} from "./PackedBox.sol";

/// @title Hints to clustering
/// @notice Clusters by a hint, which is checked: `Clustering.settle` says what is in it.
/// @dev Why a group with all members within less than D/2 of its centroid is one cluster: so are
/// all centroids of parts of it, so any two of them are less than D apart (2r < D leaves a pixel,
/// and rounding down takes less than 2/256), and there is no end before one is left.
library ClusterHint {
    using ClusterTally for ClusterTally.Tally;

    /// @dev What the walk through the entries knows. In memory the fields lie one after another,
    /// and assembly reads them there.
    struct Walk {
        uint256 margin;
        /// Where the next group's two words go: its box with the margin; the highest x of it and
        /// those before, and 2**18.
        uint256 end;
        /// Where the players' scores are, the image's annotations, and their end.
        uint256 scores;
        uint256 first;
        uint256 bound;
        /// The centroid in hand.
        uint256 forward;
        uint256 backward;
        uint256 quorum;
        /// Pixels within which all members of a proven group must be.
        uint256 furthest;
        /// Constants, cheaper read than made anew.
        uint256 forwards;
        uint256 backwards;
        uint256 ones;
    }

    /// @notice The hint does not fit the annotations.
    /// @param position Where the entry that does not starts, in bytes.
    error HintRefused(uint256 position);

    /// @notice Clusters by a hint.
    /// @param tally Where the clusters go.
    /// @param hint The hint.
    function settle(ClusterTally.Tally memory tally, bytes calldata hint) internal pure {
        unchecked {
            Walk memory walk = _start(tally);
            uint256 left = tally.annotations.length;
            uint256 at;
            uint256 end;
            // solhint-disable-next-line no-inline-assembly
            assembly ("memory-safe") {
                at := hint.offset
                end := add(at, hint.length)
            }
            while (at < end) {
                uint256 head = _read(at);
                uint256 count = (head >> 240) & 0x7fff;
                // None is refused too: one less than none is more than are left.
                if (count - 1 >= left) _refuse(hint, at);
                left -= count;
                if (head >> 255 == 0) {
                    if (!_proven(tally, walk, at, head)) _refuse(hint, at);
                    at += 16 + 2 * count;
                } else {
                    if (!_open(tally, walk, at, count)) _refuse(hint, at);
                    at += 2 + 2 * count;
                }
            }
            if (at != end || left != 0) _refuse(hint, at);
        }
    }

    function _start(ClusterTally.Tally memory tally) private pure returns (Walk memory walk) {
        unchecked {
            uint256 count = tally.annotations.length;
            uint256 distance = tally.distance;
            uint256 margin = ClusterGroups.marginOf(distance);
            // solhint-disable-next-line no-inline-assembly
            assembly ("memory-safe") {
                let first := add(mload(add(tally, 0xa0)), 0x20)
                let boxes := mload(0x40)
                // The first is none, and all are above it.
                mstore(add(boxes, 0x20), 0)
                boxes := add(boxes, 0x40)
                mstore(0x40, add(boxes, shl(6, count)))
                mstore(walk, margin)
                mstore(add(walk, 0x20), boxes)
                mstore(add(walk, 0x40), add(mload(tally), 0x20))
                mstore(add(walk, 0x60), first)
                mstore(add(walk, 0x80), add(first, shl(5, count)))
                mstore(add(walk, 0xe0), mload(add(tally, 0x60)))
                // The highest radius that is less than half the distance.
                mstore(add(walk, 0x120), FORWARD)
                mstore(add(walk, 0x140), BACKWARD)
                mstore(add(walk, 0x160), ONES)
                mstore(add(walk, 0x100), shr(1, sub(distance, gt(distance, 0))))
            }
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

    /// @dev Takes a group that is said to be one cluster that counts.
    // solhint-disable-next-line function-max-lines
    function _proven(
        ClusterTally.Tally memory tally,
        Walk memory walk,
        uint256 at,
        uint256 head
    ) private pure returns (bool right) {
        uint256 box;
        uint256 far;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let radius := and(shr(224, head), 0xffff)
            let from := add(mload(add(walk, 0x60)), shl(5, and(shr(112, head), 0xffff)))
            right := iszero(
                or(
                    or(
                        lt(shr(240, head), mload(add(walk, 0xe0))),
                        gt(radius, mload(add(walk, 0x100)))
                    ),
                    iszero(lt(from, mload(add(walk, 0x80))))
                )
            )
            // As PackedBox.lanesOf, from where the centroid is in the head.
            let x := and(shr(200, head), 0xffffff)
            let y := and(shr(176, head), 0xffffff)
            let height := and(shr(152, head), 0xffffff)
            let width := and(shr(128, head), 0xffffff)
            let forward := or(or(shl(40, x), shl(92, y)), or(shl(144, height), shl(196, width)))
            let backward := or(or(shl(164, x), shl(112, y)), or(shl(60, height), shl(8, width)))
            mstore(add(walk, 0xa0), forward)
            mstore(add(walk, 0xc0), backward)
            let backwards := mload(add(walk, 0x140))
            // The backward lanes inverted.
            let middle := or(and(forward, mload(add(walk, 0x120))), and(not(backward), backwards))
            let sides := mul(radius, mload(add(walk, 0x160)))
            far := add(middle, sides)
            box := add(sub(middle, sides), mload(walk))
        }
        if (!right || !_isApart(walk, box, far)) return false;
        (uint256 signs, uint256 distances) = _score(walk, at, head);
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let radius := and(shr(216, head), 0xffff00)
            right := iszero(or(shr(255, signs), gt(distances, mul(radius, radius))))
            // The class of the first.
            far := and(
                mload(add(mload(add(walk, 0x60)), shl(5, and(shr(112, head), 0xffff)))),
                0xff
            )
        }
        if (!right) return false;
        if (signs & 0xff != 0) {
            uint256 list = MemoryWords.allocate((head >> 240) << 5);
            _gather(walk, at + 16, head >> 240, list);
            far = ClusterTally.majority(list, head >> 240);
        }
        tally.add(
            (head >> 112) & 0xffff,
            ((head >> 240) << 104) | (far << 96) | ((head << 32) >> 160)
        );
    }

    /// @dev Adds the scores of a group's members. The highest bit of `signs` is set if their
    /// numbers, players or centroid are not as they should be; its lowest byte is 0 if all have
    /// one class. `distances` is the bitwise or of all squared distances.
    // solhint-disable-next-line function-max-lines
    function _score(
        Walk memory walk,
        uint256 cursor,
        uint256 head
    ) private pure returns (uint256 signs, uint256 distances) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            // There are not enough variables. In memory are the count, and from the lowest bit up:
            // how many members are to come, where their steps are, whether an odd number of them
            // is in hand, the end of the annotations.
            mstore(0, shr(240, head))
            mstore(
                0x20,
                or(or(shl(32, add(cursor, 16)), shr(240, head)), shl(128, mload(add(walk, 0x80))))
            )
            let at := add(mload(add(walk, 0x60)), shl(5, and(shr(112, head), 0xffff)))
            let scores := mload(add(walk, 0x40))
            let forward := mload(add(walk, 0xa0))
            let backward := mload(add(walk, 0xc0))
            let last := and(mload(at), 0xff)
            let sums := 0
            // What is still to be added to a member's number, 16 bits each, the next highest. The
            // first is one step from the annotation before.
            let steps := or(shl(240, 1), shr(16, shl(16, calldataload(add(cursor, 16)))))
            at := sub(at, 0x20)
            // Variables, for the compiler would make these constants anew each time.
            cursor := mload(add(walk, 0x120))
            head := mload(add(walk, 0x140))
            walk := shl(203, 1)
            for {} 1 {} {
                {
                    let pending := mload(0x20)
                    let taken := and(pending, 0xffff)
                    if gt(taken, 15) {
                        taken := 15
                    }
                    let unused := sub(256, shl(4, taken))
                    let used := shr(unused, steps)
                    steps := shl(unused, used)
                    // None above 2047. The last one is not 0, so that they end where they should.
                    // Their sum, which is what is left by 2**16 - 1, does not lead out of bounds.
                    if or(
                        or(and(used, mul(div(not(0), 0xffff), 0xf800)), iszero(and(used, 0xffff))),
                        iszero(lt(add(at, shl(5, mod(used, 0xffff))), shr(128, pending)))
                    ) {
                        signs := not(0)
                        break
                    }
                    pending := and(sub(add(pending, shl(33, taken)), taken), not(shl(64, 1)))
                    mstore(0x20, or(pending, shl(64, and(taken, 1))))
                }
                if and(mload(0x20), shl(64, 1)) {
                    at := add(shr(235, steps), at)
                    steps := shl(16, steps)
                    {
                        let word := mload(at)
                        signs := or(sub(word, last), signs)
                        last := add(word, shl(246, 1))
                        let difference := sub(and(word, cursor), forward)
                        sums := add(difference, sums)
                        difference := shr(
                            204,
                            add(mul(sub(and(word, head), backward), difference), walk)
                        )
                        distances := or(difference, distances)
                        word := add(shr(242, word), scores)
                        mstore(word, add(add(difference, 0x10000000000000000), mload(word)))
                    }
                }
                // Two at a time: half the jumps.
                for {} steps {} {
                    let to := add(shr(235, steps), at)
                    at := add(and(shr(219, steps), 0x1fffe0), to)
                    steps := shl(32, steps)
                    to := mload(to)
                    let word := mload(at)
                    let next := add(to, shl(246, 1))
                    signs := or(or(sub(to, last), sub(word, next)), signs)
                    last := add(word, shl(246, 1))
                    next := sub(and(to, cursor), forward)
                    sums := add(next, sums)
                    next := shr(204, add(mul(sub(and(to, head), backward), next), walk))
                    distances := or(next, distances)
                    to := add(shr(242, to), scores)
                    mstore(to, add(add(next, shl(64, 1)), mload(to)))
                    next := sub(and(word, cursor), forward)
                    sums := add(next, sums)
                    next := shr(204, add(mul(sub(and(word, head), backward), next), walk))
                    distances := or(next, distances)
                    word := add(shr(242, word), scores)
                    mstore(word, add(add(next, shl(64, 1)), mload(word)))
                }
                let pending := mload(0x20)
                if iszero(and(pending, 0xffff)) {
                    break
                }
                steps := calldataload(and(shr(32, pending), 0xffffffff))
            }
            // 256 times the sums less the centroid times the count: 0 to count - 1 in each lane.
            let above := add(
                sums,
                mul(sub(256, mload(0)), 0x10000000000001000000000000100000000000010000000000)
            )
            if and(
                or(sums, above),
                0xfffffffffffff00fffffffffff00fffffffffff00fffffffffff00ffffffffff
            ) {
                signs := not(0)
            }
        }
    }

    /// @dev Takes a group of which nothing is said.
    function _open(
        ClusterTally.Tally memory tally,
        Walk memory walk,
        uint256 at,
        uint256 count
    ) private pure returns (bool right) {
        unchecked {
            if (count == 1 && walk.quorum > 1) return _single(walk, at);
            uint256 list = MemoryWords.load(0x40);
            if (!_gather(walk, at + 2, count, list)) return false;
            uint256 box = (MemoryWords.load(list) & BOTH) ^ BACKWARD;
            uint256 far = box;
            if (count != 1) {
                for (uint256 i = 1; i < count; ++i) {
                    uint256 word = MemoryWords.load(list + (i << 5));
                    box = PackedBox.around(box, (word & BOTH) ^ BACKWARD);
                }
                far = PackedBox.farCorner(box);
            }
            if (!_isApart(walk, box + walk.margin, far)) return false;
            if (count >= walk.quorum) {
                ClusterRounds.settle(tally, MemoryWords.allocate(count << 5), count);
            }
            return true;
        }
    }

    /// @dev Takes one annotation that does not count.
    function _single(Walk memory walk, uint256 at) private pure returns (bool right) {
        uint256 box;
        uint256 margin;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let from := add(mload(add(walk, 0x60)), shl(5, and(shr(224, calldataload(at)), 0xffff)))
            right := lt(from, mload(add(walk, 0x80)))
            if right {
                let word := mload(from)
                let backwards := mload(add(walk, 0x140))
                box := or(and(word, mload(add(walk, 0x120))), and(not(word), backwards))
                margin := mload(walk)
            }
        }
        unchecked {
            return right && _isApart(walk, box + margin, box);
        }
    }

    /// @dev Copies a group's members. Returns whether their numbers ascend and are in bounds.
    function _gather(
        Walk memory walk,
        uint256 cursor,
        uint256 count,
        uint256 to
    ) private pure returns (bool right) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let bound := mload(add(walk, 0x80))
            let from := add(mload(add(walk, 0x60)), shl(5, shr(240, calldataload(cursor))))
            for {} lt(from, bound) {} {
                mstore(to, mload(from))
                count := sub(count, 1)
                if iszero(count) {
                    right := 1
                    break
                }
                to := add(to, 0x20)
                cursor := add(cursor, 2)
                let step := shr(240, calldataload(cursor))
                if iszero(step) {
                    break
                }
                from := add(from, shl(5, step))
            }
        }
    }

    /// @dev Whether a group is apart from all before; remembers it.
    function _isApart(
        Walk memory walk,
        uint256 box,
        uint256 far
    ) private pure returns (bool apart) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let end := mload(add(walk, 0x20))
            // x of the lower corner, with the margin.
            let low := and(shr(48, box), 0xfffff)
            apart := 1
            // Lower than the highest x of all that are left is none of them.
            for {
                let other := end
            } lt(low, mload(sub(other, 0x20))) {} {
                other := sub(other, 0x40)
                if iszero(and(sub(mload(other), far), GUARD)) {
                    apart := 0
                    break
                }
            }
            let highest := add(and(shr(48, far), 0xfffff), 0x40000)
            let before := mload(sub(end, 0x20))
            if gt(before, highest) {
                highest := before
            }
            mstore(end, box)
            mstore(add(end, 0x20), highest)
            mstore(add(walk, 0x20), add(end, 0x40))
        }
    }

    function _read(uint256 at) private pure returns (uint256 word) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            word := calldataload(at)
        }
    }
}
