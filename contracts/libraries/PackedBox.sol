// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Outside the library, for assembly knows constants by a plain name alone.
/// @dev All coordinates of a word.
uint256 constant BOTH = 0xffff0000ffff0ffff0000ffff0ffff0000ffff0ffff0000ffff0000;
/// @dev The coordinates in forward lanes.
uint256 constant FORWARD = 0xffff000000000ffff000000000ffff000000000ffff000000000000;
/// @dev The coordinates in backward lanes.
uint256 constant BACKWARD = 0xffff000000000ffff000000000ffff000000000ffff0000;
/// @dev The lowest bit of each coordinate.
uint256 constant ONES = 0x1000000010000100000001000010000000100001000000010000;
/// @dev 18 bits above those: sums and differences of a few coordinates end below.
uint256 constant GUARD = 0x40000000400004000000040000400000004000040000000400000000;

/// @title Boxes in the lanes of a word
/// @notice An annotation's four numbers, each twice in one word, laid out so that a multiplication
/// gives a sum of squares and a subtraction compares all sides.
/// @dev Bit positions of an annotation's word:
///
///     0 class (8)   16 width'  48 x  68 height'  100 y  120 y'  152 height  172 x'  204 width
///     224 number on the image (16)   247 player (8)
///
/// Coordinates have 16 bits. Those without a prime are in forward lanes, the others in backward
/// lanes; as a centroid's lane each starts 8 bits lower and is 24 bits wide, to hold the number
/// times 256. The starts of a coordinate's two lanes add up to 204, and forward lanes are 52 bits
/// apart. So the product of forward differences and backward differences, modulo 2**256, has the
/// sum of their squares in the bits from 204 up, and nothing else there.
///
/// A box is such a word without the rest: its lower corner in the forward lanes and 65535 less its
/// upper corner in the backward lanes, so that the box around two is the lesser of each lane. Its
/// far corner is the upper one in the forward lanes and 65535 less the lower in the others.
library PackedBox {
    /// @notice The centroid of annotations.
    /// @param sums The sum of their forward lanes.
    /// @param count How many they are, at least 1.
    /// @return centroid x, y, height and width times 256, rounded down: 24 bits each, x highest.
    function centroidOf(uint256 sums, uint256 count) internal pure returns (uint256 centroid) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            centroid := or(
                or(
                    shl(72, div(and(shr(40, sums), 0xfffffffffffff), count)),
                    shl(48, div(and(shr(92, sums), 0xfffffffffffff), count))
                ),
                or(
                    shl(24, div(and(shr(144, sums), 0xfffffffffffff), count)),
                    div(shr(196, sums), count)
                )
            )
        }
    }

    /// @notice A centroid in forward and in backward lanes.
    /// @param centroid The four numbers, 24 bits each.
    /// @return forward The forward lanes.
    /// @return backward The backward lanes.
    function lanesOf(uint256 centroid) internal pure returns (uint256 forward, uint256 backward) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let x := shr(72, centroid)
            let y := and(shr(48, centroid), 0xffffff)
            let height := and(shr(24, centroid), 0xffffff)
            let width := and(centroid, 0xffffff)
            forward := or(or(shl(40, x), shl(92, y)), or(shl(144, height), shl(196, width)))
            backward := or(or(shl(164, x), shl(112, y)), or(shl(60, height), shl(8, width)))
        }
    }

    /// @notice The far corner of a box.
    /// @param box The box.
    /// @return far The far corner.
    function farCorner(uint256 box) internal pure returns (uint256 far) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let other := xor(box, BOTH)
            // Each coordinate's two lanes change places.
            far := or(
                or(
                    or(
                        and(shr(124, other), shl(48, 0xffff)),
                        shl(124, and(other, shl(48, 0xffff)))
                    ),
                    or(and(shr(20, other), shl(100, 0xffff)), shl(20, and(other, shl(100, 0xffff))))
                ),
                or(
                    or(and(shr(84, other), shl(68, 0xffff)), shl(84, and(other, shl(68, 0xffff)))),
                    or(and(shr(188, other), shl(16, 0xffff)), shl(188, and(other, shl(16, 0xffff))))
                )
            )
        }
    }

    /// @notice The squared diagonal of a box.
    /// @param box The box.
    /// @param far Its far corner.
    /// @return squared In pixels, squared.
    function diagonal(uint256 box, uint256 far) internal pure returns (uint256 squared) {
        unchecked {
            uint256 sides = far - box;
            squared = ((sides & FORWARD) * (sides & BACKWARD)) >> 220;
        }
    }

    /// @notice The box around two.
    /// @param a One; both may have the same added to all lanes.
    /// @param b The other.
    /// @return box The lesser of each lane.
    function around(uint256 a, uint256 b) internal pure returns (uint256 box) {
        unchecked {
            // 2**18 - 1 more than the difference, so GUARD marks the lanes in which a is greater.
            uint256 difference = a - b + (GUARD - ONES);
            uint256 greater = difference & GUARD;
            box = a - (difference & ((greater >> 2) - (greater >> 18))) - (greater >> 18);
        }
    }
}
