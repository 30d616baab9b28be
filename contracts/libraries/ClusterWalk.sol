// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ClusterGroups} from "./ClusterGroups.sol";
import {ClusterTally} from "./ClusterTally.sol";
// Constants that assembly alone uses pass for unused.
// solhint-disable-next-line no-unused-import
import {BACKWARD, FORWARD, ONES} from "./PackedBox.sol";

/// @title Walk through a hint
/// @notice What is known while the entries of a hint are checked, one after another.
library ClusterWalk {
    /// @notice The walk's state. In memory the fields lie one after another, and assembly reads
    /// them there.
    struct Walk {
        /// 0x00: FORWARD and BACKWARD, cheaper read than made anew.
        uint256 forwards;
        uint256 backwards;
        /// 0x40: What makes a centroid the far corner of its box, and that the box.
        uint256 outwards;
        uint256 inwards;
        /// 0x80: 2**44 and the highest squared distance.
        uint256 furthest;
        /// 0xa0: Members that a cluster needs.
        uint256 quorum;
        /// 0xc0: Address of the first annotation, and their number.
        uint256 first;
        uint256 count;
        /// 0x100: In lanes of 16 bits, the address and 2**15 less the number.
        uint256 addresses;
        uint256 excess;
        /// 0x140: Address of the players' sums.
        uint256 sums;
        /// 0x160: Address of the first place for a proven cluster, and the number of places.
        uint256 places;
        uint256 capacity;
        /// 0x1a0: Address of the tally of the open groups; 0 as long as there is none.
        uint256 tally;
        /// 0x1c0: Pixels up to which clusters merge, and the margin that they make.
        uint256 distance;
        uint256 margin;
    }

    /// @dev The lowest bit of each lane of 16.
    uint256 private constant _LANES =
        0x0001000100010001000100010001000100010001000100010001000100010001;

    /// @notice Starts a walk.
    /// @param annotations The image's annotations.
    /// @param players Number of plays.
    /// @param distance Pixels up to which clusters merge.
    /// @param quorum Members that a cluster needs to count.
    /// @param radius Pixels within which all members of a proven group are of its centroid.
    /// @return The walk.
    // solhint-disable-next-line function-max-lines
    function start(
        uint256[] memory annotations,
        uint256 players,
        uint256 distance,
        uint256 quorum,
        uint256 radius
    ) internal pure returns (Walk memory) {
        unchecked {
            uint256 capacity = annotations.length;
            if (quorum > 1) capacity /= quorum;
            uint256 first;
            uint256 sums;
            // solhint-disable-next-line no-inline-assembly
            assembly ("memory-safe") {
                first := add(annotations, 0x20)
                sums := add(mload(0x40), 0x20)
                mstore(sub(sums, 0x20), players)
                let size := shl(5, add(players, add(capacity, 1)))
                // From behind the calldata come zeros.
                calldatacopy(sums, calldatasize(), size)
                mstore(0x40, add(sums, size))
            }
            uint256 count = annotations.length;
            uint256 lanes = 0x8000;
            // solhint-disable-next-line no-inline-assembly
            assembly ("memory-safe") {
                // No number is low enough, and there is no place, if the radius is not less than
                // half the distance, or numbers and addresses need more than lanes of 16 bits.
                let right := and(
                    lt(add(first, shl(5, count)), 0x10000),
                    and(lt(radius, 1024), gt(add(distance, iszero(radius)), shl(1, radius)))
                )
                lanes := sub(lanes, mul(right, count))
                capacity := mul(right, capacity)
            }
            uint256 margin = ClusterGroups.marginOf(distance);
            return
                Walk(
                    FORWARD,
                    BACKWARD,
                    radius * ONES,
                    margin - 2 * radius * ONES,
                    (1 << 44) + ((radius * radius) << 16),
                    quorum,
                    first,
                    count,
                    first * _LANES,
                    lanes * _LANES,
                    sums,
                    sums + ((players + 1) << 5),
                    capacity,
                    0,
                    distance,
                    margin
                );
        }
    }

    /// @notice Makes the tally of the open groups.
    /// @param walk The walk.
    function open(Walk memory walk) internal pure {
        uint256[] memory annotations;
        uint256 players;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            annotations := sub(mload(add(walk, 0xc0)), 0x20)
            players := mload(sub(mload(add(walk, 0x140)), 0x20))
        }
        ClusterTally.Tally memory tally = ClusterTally.start(
            annotations,
            players,
            walk.distance,
            walk.quorum
        );
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(add(walk, 0x1a0), tally)
        }
    }

    /// @notice The tally of the open groups.
    /// @param walk The walk, which has one.
    /// @return tally The tally.
    function tallyOf(Walk memory walk) internal pure returns (ClusterTally.Tally memory tally) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            tally := mload(add(walk, 0x1a0))
        }
    }
}
