// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ClusterMembers} from "./ClusterMembers.sol";
import {MemoryWords} from "./MemoryWords.sol";
// Constants that assembly alone uses pass for unused.
// solhint-disable-next-line no-unused-import
import {BACKWARD, BOTH, GUARD, ONES, PackedBox} from "./PackedBox.sol";

/// @title Boxes around annotations that are near to each other
/// @notice Splits annotations into groups that cannot merge with each other, whatever their shape.
/// @dev A centroid, rounded down or not, lies in the box around its members. So if the boxes
/// around two groups are more than the distance apart on some axis, no cluster of the one ever
/// merges with a cluster of the other.
library ClusterBoxes {
    /// @dev Tables side by side in memory, `span` bytes each, an entry a group: its box with the
    /// margin added; how many members it has; the entry that it was joined to, or 0; where its next
    /// member goes.
    struct Tables {
        uint256 boxes;
        uint256 end;
        uint256 span;
        uint256 margin;
        uint256 labels;
    }

    /// @notice Splits annotations into isolated groups.
    /// @param list Memory address of the annotations, ascending.
    /// @param count How many they are.
    /// @param margin What makes boxes tell whether they are apart, of `ClusterGroups.marginOf`.
    /// @param least Members that a group needs to matter.
    /// @return first Memory address of the first ClusterGroups.Group, without its sums; those that do not matter are left out.
    /// @return last Address behind the last.
    function isolate(
        uint256 list,
        uint256 count,
        uint256 margin,
        uint256 least
    ) internal pure returns (uint256 first, uint256 last) {
        unchecked {
            Tables memory tables;
            tables.margin = margin;
            tables.span = (count + 1) << 5;
            tables.boxes = MemoryWords.allocate(tables.span * 6);
            tables.labels = MemoryWords.allocate(tables.span);
            _gather(tables, list, count);
            uint256 groups = _join(tables);
            return _distribute(tables, list, count, groups, least);
        }
    }

    /// @dev Puts each annotation into the first group that it is near to, or into one of its own.
    // solhint-disable-next-line function-max-lines
    function _gather(Tables memory tables, uint256 list, uint256 count) private pure {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            // Variables, for the compiler would make these constants anew each time.
            let guard := GUARD
            let both := BOTH
            let backward := BACKWARD
            let boxes := mload(tables)
            let end := boxes
            let span := mload(add(tables, 0x40))
            let nearby := sub(sub(guard, ONES), mload(add(tables, 0x60)))
            let labels := sub(mload(add(tables, 0x80)), list)
            for {
                count := add(list, shl(5, count))
            } lt(list, count) {
                list := add(list, 0x20)
            } {
                let box := xor(and(mload(list), both), backward)
                // Is near to itself, so the search ends.
                mstore(end, box)
                let group := boxes
                for {} 1 {} {
                    if iszero(and(sub(mload(group), box), guard)) {
                        break
                    }
                    group := add(group, 0x20)
                    if iszero(and(sub(mload(group), box), guard)) {
                        break
                    }
                    group := add(group, 0x20)
                    if iszero(and(sub(mload(group), box), guard)) {
                        break
                    }
                    group := add(group, 0x20)
                }
                mstore(add(list, labels), group)
                if eq(group, end) {
                    mstore(group, add(box, mload(add(tables, 0x60))))
                    end := add(end, 0x20)
                    group := add(group, span)
                    mstore(group, 1)
                    mstore(add(group, span), 0)
                    continue
                }
                mstore(add(group, span), add(mload(add(group, span)), 1))
                // As PackedBox.around, which is rarely needed here.
                let difference := add(sub(mload(group), box), nearby)
                box := and(difference, guard)
                if box {
                    let ones := shr(18, box)
                    mstore(
                        group,
                        sub(sub(mload(group), and(difference, sub(shr(2, box), ones))), ones)
                    )
                }
            }
            mstore(add(tables, 0x20), end)
        }
    }

    /// @dev Joins groups that are near to each other, until none are. Returns how many are left.
    function _join(Tables memory tables) private pure returns (uint256 left) {
        unchecked {
            (uint256 span, uint256 margin) = (tables.span, tables.margin);
            // Boxes and entries of the groups that are known not to be near to each other.
            uint256 apart = tables.boxes + span * 4;
            uint256 apartEnd = apart;
            uint256 end = tables.end;
            for (uint256 group = tables.boxes; group < end; group += 0x20) {
                uint256 box = MemoryWords.load(group);
                uint256 far;
                while (true) {
                    far = PackedBox.farCorner(box - margin);
                    uint256 other = apart;
                    // solhint-disable-next-line no-inline-assembly
                    assembly ("memory-safe") {
                        let guard := GUARD
                        for {} lt(other, apartEnd) {
                            other := add(other, 0x20)
                        } {
                            if iszero(and(sub(mload(other), far), guard)) {
                                break
                            }
                        }
                    }
                    if (other == apartEnd) break;
                    // Each time one less is left to look at.
                    box = PackedBox.around(box, MemoryWords.load(other));
                    MemoryWords.store(MemoryWords.load(other + span) + span * 2, group);
                    apartEnd -= 0x20;
                    MemoryWords.store(other, MemoryWords.load(apartEnd));
                    MemoryWords.store(other + span, MemoryWords.load(apartEnd + span));
                }
                MemoryWords.store(group, box);
                MemoryWords.store(apartEnd, box);
                MemoryWords.store(apartEnd + span, group);
                apartEnd += 0x20;
            }
            left = (apartEnd - apart) >> 5;
        }
    }

    /// @dev Writes the groups that matter and their members in order.
    function _distribute(
        Tables memory tables,
        uint256 list,
        uint256 count,
        uint256 groups,
        uint256 least
    ) private pure returns (uint256 first, uint256 last) {
        unchecked {
            (uint256 span, uint256 end) = (tables.span, tables.end);
            // A group is joined to a later one alone.
            for (uint256 group = end; group > tables.boxes;) {
                group -= 0x20;
                uint256 target = MemoryWords.load(group + span * 2);
                if (target != 0) {
                    uint256 further = MemoryWords.load(target + span * 2);
                    if (further != 0) {
                        target = further;
                        MemoryWords.store(group + span * 2, target);
                    }
                    MemoryWords.store(
                        target + span,
                        MemoryWords.load(target + span) + MemoryWords.load(group + span)
                    );
                }
            }
            first = MemoryWords.allocate(groups * 0x60);
            last = first;
            uint256 to = groups == 1 ? list : MemoryWords.allocate(count << 5);
            for (uint256 group = tables.boxes; group < end; group += 0x20) {
                uint256 cell = MemoryWords.load(group + span * 2);
                if (cell == 0) {
                    cell = group;
                    uint256 members = MemoryWords.load(group + span);
                    uint256 cursor;
                    if (members >= least) {
                        MemoryWords.store(last, to);
                        MemoryWords.store(last + 0x20, members);
                        MemoryWords.store(last + 0x40, 0);
                        last += 0x60;
                        cursor = to;
                        to += members << 5;
                    }
                    MemoryWords.store(group + span * 3, cursor);
                }
                // Where it is written where the group's next member goes.
                MemoryWords.store(group + span * 2, cell + span * 3);
            }
            if (groups != 1 && first != last)
                ClusterMembers.copy(list, count, tables.labels, tables.span * 2);
        }
    }
}
