// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Constants that assembly alone uses pass for unused.
// solhint-disable-next-line no-unused-import
import {BACKWARD, BOTH, FORWARD, GUARD} from "./PackedBox.sol";

/// @title Seeds of groups
/// @notice Annotations that stand for those near to them; what is near is for ClusterGroups to say.
library ClusterSeeds {
    /// @notice Tables side by side in memory, `span` bytes each, an entry a seed: its box and class,
    /// later its group's centroid in forward lanes; the sum of its annotations' forward lanes, its
    /// number from bit 24 up and how many they are from bit 0, later the centroid in backward
    /// lanes; a bit for each of their players, later where the place is found for the next member; that place. `labels` has the seed of each annotation.
    struct Tables {
        uint256 seeds;
        uint256 end;
        uint256 span;
        uint256 labels;
        /// Whether an annotation is neither near to a seed nor isolated from it.
        uint256 mixed;
        /// The lowest byte is 0 if each annotation has the class of its seed.
        uint256 differing;
        /// Where the copies of annotations go.
        uint256 to;
    }

    /// @notice Gives each annotation a seed: one that it is near to, or itself.
    /// @param tables The tables, set aside.
    /// @param list Memory address of the annotations, ascending.
    /// @param count How many they are.
    /// @param near The margin of what is near to a seed.
    /// @param apart The margin of what is isolated from it.
    // solhint-disable-next-line function-max-lines
    function gather(
        Tables memory tables,
        uint256 list,
        uint256 count,
        uint256 near,
        uint256 apart
    ) internal pure {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            // Variables, for the compiler would make these constants anew each time.
            let guard := GUARD
            let backward := BACKWARD
            mstore(0x00, or(BOTH, 0xff))
            mstore(0x20, FORWARD)
            let end := mload(tables)
            // A seed that is not apart is the only one, for seeds are apart from each other. Then it
            // is checked whether it is near too, with the difference of the margins.
            near := sub(near, apart)
            // The class must not borrow.
            apart := add(apart, 0x100)
            let differing := 0
            let labels := sub(mload(add(tables, 0x60)), list)
            for {
                count := add(list, shl(5, count))
            } lt(list, count) {} {
                let word := mload(list)
                let box := xor(and(word, mload(0x00)), backward)
                // Is near to itself, so the search ends.
                mstore(end, box)
                box := sub(box, apart)
                let seed := mload(tables)
                for {} 1 {} {
                    if iszero(and(sub(mload(seed), box), guard)) {
                        break
                    }
                    seed := add(seed, 0x20)
                    if iszero(and(sub(mload(seed), box), guard)) {
                        break
                    }
                    seed := add(seed, 0x20)
                    if iszero(and(sub(mload(seed), box), guard)) {
                        break
                    }
                    seed := add(seed, 0x20)
                }
                box := add(sub(mload(seed), box), near)
                if and(box, guard) {
                    mstore(add(tables, 0x80), 1)
                    break
                }
                differing := or(differing, box)
                mstore(add(list, labels), seed)
                list := add(list, 0x20)
                let place := add(seed, mload(add(tables, 0x40)))
                if eq(seed, end) {
                    end := add(end, 0x20)
                    mstore(
                        place,
                        add(and(word, mload(0x20)), add(and(shr(200, word), 0xffff000000), 1))
                    )
                    mstore(add(place, mload(add(tables, 0x40))), shl(shr(247, word), 1))
                    continue
                }
                mstore(place, add(mload(place), add(and(word, mload(0x20)), 1)))
                place := add(place, mload(add(tables, 0x40)))
                mstore(place, or(mload(place), shl(shr(247, word), 1)))
            }
            mstore(add(tables, 0x20), end)
            mstore(add(tables, 0xa0), differing)
        }
    }
}
