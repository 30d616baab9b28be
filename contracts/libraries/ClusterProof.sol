// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ClusterWalk} from "./ClusterWalk.sol";

/// @title Proof that a group is one cluster
/// @notice Checks the entry of a proven group, and adds up its members' squared distances.
/// @dev Why a group with all members within less than D/2 of its centroid is one cluster: so are
/// all centroids of parts of it, so any two of them are less than D apart (2r < D leaves a pixel,
/// and rounding down takes less than 2/256), and there is no end before one is left.
///
/// A player's sum has the number of its valid annotations in the bits from 248 up, and the sum of
/// their squared distances in those from 204 up, but for what lanes below add or take: less than
/// half a unit. Radii up to 1023 keep the two apart for 255 annotations.
///
/// Both come out of one multiplication for each member, for the forward difference is made 1
/// too great, and the backward difference 2**248 too great and by as much as the class differs:
/// times 2**248 a lane vanishes, and the lowest byte is what the class differs by.
library ClusterProof {
    /// @notice Checks a proven group, and writes its cluster down.
    /// @param walk The walk; its cursor is at the entry.
    /// @return box The box around it, with the margin; 0 if the entry is wrong.
    /// @return far Its far corner.
    // solhint-disable-next-line function-max-lines
    function prove(
        ClusterWalk.Walk memory walk,
        uint256 at
    ) internal pure returns (uint256 box, uint256 far) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let sums := 0
            let union := 0
            let last := 0
            let ascending := not(0)
            let chunk
            let forwards := mload(walk)
            let backwards := mload(add(walk, 0x20))
            let forward
            let backward
            let scores := mload(add(walk, 0x140))
            {
                let head := calldataload(at)
                mstore(0x00, shl(4, byte(2, head)))
                // As PackedBox.lanesOf, from where the centroid is in the head.
                {
                    let x := and(shr(200, head), 0xffffff)
                    let y := and(shr(176, head), 0xffffff)
                    let height := and(shr(152, head), 0xffffff)
                    let width := and(shr(128, head), 0xffffff)
                    forward := or(or(shl(40, x), shl(92, y)), or(shl(144, height), shl(196, width)))
                    backward := or(or(shl(164, x), shl(112, y)), or(shl(60, height), shl(8, width)))
                }
                // The backward lanes inverted.
                far := add(
                    or(and(forward, forwards), and(not(backward), backwards)),
                    mload(add(walk, 0x40))
                )
                box := add(far, mload(add(walk, 0x60)))
                forward := sub(forward, 1)
                backward := sub(backward, shl(248, 1))
                if iszero(and(shr(248, head), 1)) {
                    backwards := or(backwards, 0xff)
                    backward := or(backward, byte(3, head))
                }
            }
            mstore(0x20, add(at, 16))
            for {} 1 {} {
                {
                    // Numbers of 16 bits, in the highest lanes those in hand, in the others none.
                    // Up to 16 numbers in the highest lanes, and how many bits are left over.
                    let bits := mload(0x00)
                    bits := mul(lt(bits, 256), sub(256, bits))
                    chunk := shr(bits, calldataload(mload(0x20)))
                    // The order is one for the stack: what lies deepest comes last.
                    if and(
                        0x8000800080008000800080008000800080008000800080008000800080008000,
                        or(chunk, add(chunk, mload(add(walk, 0x120))))
                    ) {
                        ascending := 0
                        break
                    }
                    // Now addresses.
                    chunk := shl(bits, add(shl(5, chunk), mload(add(walk, 0x100))))
                    if and(bits, 16) {
                        let word := mload(shr(240, chunk))
                        let place := add(shr(242, word), scores)
                        ascending := and(sub(last, place), ascending)
                        last := place
                        let first := sub(and(word, forwards), forward)
                        sums := add(first, sums)
                        first := mul(sub(and(word, backwards), backward), first)
                        union := or(first, union)
                        mstore(place, add(mload(place), first))
                        chunk := shl(16, chunk)
                        bits := add(bits, 16)
                    }
                    if and(bits, 32) {
                        let word := mload(shr(240, chunk))
                        let place := add(shr(242, word), scores)
                        ascending := and(sub(last, place), ascending)
                        let first := sub(and(word, forwards), forward)
                        let squares := mul(sub(and(word, backwards), backward), first)
                        mstore(place, add(mload(place), squares))
                        let next := mload(and(shr(224, chunk), 0xffff))
                        last := add(shr(242, next), scores)
                        ascending := and(sub(place, last), ascending)
                        let second := sub(and(next, forwards), forward)
                        sums := add(add(first, second), sums)
                        second := mul(sub(and(next, backwards), backward), second)
                        union := or(or(squares, second), union)
                        mstore(last, add(mload(last), second))
                        chunk := shl(32, chunk)
                    }
                }
                // Four at a time: fewer jumps.
                for {} chunk {} {
                    {
                        let word := mload(shr(240, chunk))
                        let place := add(shr(242, word), scores)
                        ascending := and(sub(last, place), ascending)
                        let first := sub(and(word, forwards), forward)
                        let squares := mul(sub(and(word, backwards), backward), first)
                        mstore(place, add(mload(place), squares))
                        let next := mload(and(shr(224, chunk), 0xffff))
                        last := add(shr(242, next), scores)
                        ascending := and(sub(place, last), ascending)
                        let second := sub(and(next, forwards), forward)
                        sums := add(add(first, second), sums)
                        second := mul(sub(and(next, backwards), backward), second)
                        union := or(or(squares, second), union)
                        mstore(last, add(mload(last), second))
                    }
                    {
                        let word := mload(and(shr(208, chunk), 0xffff))
                        let place := add(shr(242, word), scores)
                        ascending := and(sub(last, place), ascending)
                        let first := sub(and(word, forwards), forward)
                        let squares := mul(sub(and(word, backwards), backward), first)
                        mstore(place, add(mload(place), squares))
                        let next := mload(and(shr(192, chunk), 0xffff))
                        last := add(shr(242, next), scores)
                        ascending := and(sub(place, last), ascending)
                        let second := sub(and(next, forwards), forward)
                        sums := add(add(first, second), sums)
                        second := mul(sub(and(next, backwards), backward), second)
                        union := or(or(squares, second), union)
                        mstore(last, add(mload(last), second))
                    }
                    chunk := shl(64, chunk)
                }
                let left := mload(0x00)
                if lt(left, 257) {
                    break
                }
                mstore(0x00, sub(left, 256))
                mstore(0x20, add(mload(0x20), 0x20))
            }
            // From here on the head again.
            chunk := calldataload(at)
            sums := sub(sums, byte(2, chunk))
            // Wrong if this is not 0, or if the members' players do not ascend.
            union := or(
                // 256 times the sums less the centroid times the count: 0 to count - 1 in a lane,
                // and nothing below.
                and(
                    or(
                        sums,
                        add(
                            sums,
                            mul(
                                sub(256, byte(2, chunk)),
                                0x10000000000001000000000000100000000000010000000000
                            )
                        )
                    ),
                    0xfffffffffffff00fffffffffff00fffffffffff00fffffffffff00ffffffffff
                ),
                or(gt(shr(204, union), mload(add(walk, 0x80))), and(union, 0xff))
            )
            let place := byte(1, chunk)
            if or(
                or(union, iszero(shr(255, ascending))),
                or(
                    lt(byte(2, chunk), mload(add(walk, 0xa0))),
                    iszero(lt(place, mload(add(walk, 0x180))))
                )
            ) {
                box := 0
                place := 0
            }
            mstore(
                add(mload(add(walk, 0x160)), shl(5, place)),
                or(
                    shl(112, and(shr(112, chunk), 0xffff)),
                    and(shr(128, chunk), 0xffffffffffffffffffffffffffff)
                )
            )
        }
    }
}
