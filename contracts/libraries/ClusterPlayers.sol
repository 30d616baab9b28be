// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ClusterSpread} from "./ClusterSpread.sol";
// Constants that assembly alone uses pass for unused.
// solhint-disable-next-line no-unused-import
import {BACKWARD, FORWARD, PackedBox} from "./PackedBox.sol";

/// @title One annotation a player
/// @notice Step 3 of the clustering rule: of what a player has in a cluster, which one stays.
library ClusterPlayers {
    /// @notice Adds annotations up, and looks whether a player is there twice.
    /// @param from Memory address of the annotations, ascending.
    /// @param count How many they are.
    /// @return sums The sum of their forward lanes.
    /// @return twice Whether a player is there twice.
    function survey(uint256 from, uint256 count) internal pure returns (uint256 sums, bool twice) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            // Variables, for the compiler would make these constants anew each time.
            let forwards := FORWARD
            let gap := shl(246, 1)
            let last := 0
            let signs := 0
            for {
                count := add(from, shl(5, count))
            } lt(from, count) {
                from := add(from, 0x20)
            } {
                let word := mload(from)
                sums := add(and(word, forwards), sums)
                // Without the player a word is less than half of what a player more makes.
                signs := or(sub(word, last), signs)
                last := add(word, gap)
            }
            twice := shr(255, signs)
        }
    }

    /// @notice Keeps one annotation a player, the nearest to the centroid, and lists the others.
    /// @param kept Where they go, and how far all are.
    /// @param from Memory address of the annotations, ascending.
    /// @param count How many they are.
    /// @param centroid Their centroid.
    // solhint-disable-next-line function-max-lines
    function keep(
        ClusterSpread.Spread memory kept,
        uint256 from,
        uint256 count,
        uint256 centroid
    ) internal pure {
        (uint256 forward, uint256 backward) = PackedBox.lanesOf(centroid);
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let total := 0
            let most := 0
            // From here on the sum of those set aside: there is no room for it on the stack.
            centroid := 0
            let aside := mload(add(kept, 0x20))
            // The last one kept, and how far it is; none yet, so of no player.
            let to := sub(mload(kept), 0x20)
            mstore(to, not(0))
            let nearest := 0
            for {
                count := add(from, shl(5, count))
            } lt(from, count) {
                from := add(from, 0x20)
            } {
                let word := mload(from)
                let squared := shr(
                    204,
                    add(
                        mul(sub(and(word, FORWARD), forward), sub(and(word, BACKWARD), backward)),
                        shl(203, 1)
                    )
                )
                total := add(total, squared)
                if gt(squared, most) {
                    most := squared
                }
                if shr(247, xor(word, mload(to))) {
                    to := add(to, 0x20)
                    nearest := squared
                    mstore(to, word)
                    continue
                }
                mstore(aside, word)
                if lt(squared, nearest) {
                    nearest := squared
                    squared := mload(to)
                    mstore(to, word)
                    word := squared
                    // It comes before those of its player that were farther than it.
                    let place := aside
                    for {} gt(place, mload(add(kept, 0x20))) {
                        place := sub(place, 0x20)
                    } {
                        let other := mload(sub(place, 0x20))
                        if lt(other, word) {
                            break
                        }
                        mstore(place, other)
                    }
                    mstore(place, word)
                }
                centroid := add(centroid, and(word, FORWARD))
                aside := add(aside, 0x20)
            }
            mstore(add(kept, 0x40), shr(5, sub(add(to, 0x20), mload(kept))))
            mstore(add(kept, 0x60), centroid)
            mstore(add(kept, 0x80), total)
            mstore(add(kept, 0xa0), most)
        }
    }
}
