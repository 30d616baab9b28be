// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IClusterer} from "../../interfaces/IClusterer.sol";
// Constants that assembly alone uses pass for unused.
// solhint-disable-next-line no-unused-import
import {BACKWARD, FORWARD} from "./PackedBox.sol";

/// @title Annotations as words
/// @notice Spreads the nine bytes of an annotation over the lanes of a word, which is what the
/// library Clustering computes with; PackedBox says where they are.
library AnnotationWords {
    /// @notice Reads the plays of an image.
    /// @param plays The plays one after the other: one byte, the number of its annotations, and
    /// nine bytes each, x, y, height and width of 16 bits each, then the class of 8.
    /// @param players Number of plays, 0 to 255.
    /// @return annotations A word each, in their order.
    // solhint-disable-next-line function-max-lines
    function read(
        bytes calldata plays,
        uint256 players
    ) internal pure returns (uint256[] memory annotations) {
        // Each has a byte at least.
        if (players > plays.length) revert IClusterer.PlaysTooShort(plays.length);
        uint256 source;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            // Variables, for the compiler would make these constants anew each time.
            let forward := FORWARD
            let backward := BACKWARD
            let spread := 0x1000000000000000010000000000000000100000000000000001
            let one := shl(224, 1)
            players := shl(247, players)
            annotations := mload(0x40)
            let to := add(annotations, 0x20)
            // Player and number of the annotation.
            let tag := 0
            for {
                source := plays.offset
            } lt(tag, players) {
                tag := add(tag, shl(247, 1))
            } {
                let end := mul(byte(0, calldataload(source)), 9)
                source := add(source, 1)
                end := add(source, end)
                // Five at a time: less jumps. Of a word three can be read, 27 of its 32 bytes.
                for {} lt(add(source, 36), end) {
                    source := add(source, 45)
                    to := add(to, 0xa0)
                } {
                    let raw := calldataload(source)
                    let box := shr(192, raw)
                    mstore(
                        to,
                        or(
                            or(
                                and(
                                    mul(
                                        add(box, mul(and(box, 0xffff0000ffff0000), 0xfffffffff)),
                                        0x10000000000000000010000
                                    ),
                                    backward
                                ),
                                and(mul(box, spread), forward)
                            ),
                            or(byte(8, raw), tag)
                        )
                    )
                    tag := add(tag, one)
                    box := and(shr(120, raw), 0xffffffffffffffff)
                    mstore(
                        add(to, 0x20),
                        or(
                            or(
                                and(
                                    mul(
                                        add(box, mul(and(box, 0xffff0000ffff0000), 0xfffffffff)),
                                        0x10000000000000000010000
                                    ),
                                    backward
                                ),
                                and(mul(box, spread), forward)
                            ),
                            or(byte(17, raw), tag)
                        )
                    )
                    tag := add(tag, one)
                    box := and(shr(48, raw), 0xffffffffffffffff)
                    mstore(
                        add(to, 0x40),
                        or(
                            or(
                                and(
                                    mul(
                                        add(box, mul(and(box, 0xffff0000ffff0000), 0xfffffffff)),
                                        0x10000000000000000010000
                                    ),
                                    backward
                                ),
                                and(mul(box, spread), forward)
                            ),
                            or(byte(26, raw), tag)
                        )
                    )
                    tag := add(tag, one)
                    raw := calldataload(add(source, 27))
                    box := shr(192, raw)
                    mstore(
                        add(to, 0x60),
                        or(
                            or(
                                and(
                                    mul(
                                        add(box, mul(and(box, 0xffff0000ffff0000), 0xfffffffff)),
                                        0x10000000000000000010000
                                    ),
                                    backward
                                ),
                                and(mul(box, spread), forward)
                            ),
                            or(byte(8, raw), tag)
                        )
                    )
                    tag := add(tag, one)
                    box := and(shr(120, raw), 0xffffffffffffffff)
                    mstore(
                        add(to, 0x80),
                        or(
                            or(
                                and(
                                    mul(
                                        add(box, mul(and(box, 0xffff0000ffff0000), 0xfffffffff)),
                                        0x10000000000000000010000
                                    ),
                                    backward
                                ),
                                and(mul(box, spread), forward)
                            ),
                            or(byte(17, raw), tag)
                        )
                    )
                    tag := add(tag, one)
                }
                for {} lt(source, end) {
                    source := add(source, 9)
                    to := add(to, 0x20)
                } {
                    let raw := calldataload(source)
                    let box := shr(192, raw)
                    mstore(
                        to,
                        or(
                            or(
                                and(
                                    mul(
                                        add(box, mul(and(box, 0xffff0000ffff0000), 0xfffffffff)),
                                        0x10000000000000000010000
                                    ),
                                    backward
                                ),
                                and(mul(box, spread), forward)
                            ),
                            or(byte(8, raw), tag)
                        )
                    )
                    tag := add(tag, one)
                }
            }
            mstore(annotations, shr(5, sub(sub(to, annotations), 0x20)))
            mstore(0x40, to)
            source := sub(source, plays.offset)
        }
        if (source > plays.length) revert IClusterer.PlaysTooShort(plays.length);
    }
}
