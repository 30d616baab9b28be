// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Tally of scores
/// @notice Collects in memory what several images give their players, so that each player's slot
/// is read and written once. A hash table with linear probing, never more than half full.
/// @dev An entry is a player's number (24 bits), the best of its scores + 1 (56 bits; 0: none) and
/// the number of its plays (24 bits). A number of 0 is a free place.
library ScoreTally {
    /// @notice The table; its length is a power of two.
    struct Tally {
        uint256[] entries;
    }

    uint256 private constant _NUMBER_FROM = 80;
    uint256 private constant _BEST_FROM = 24;
    uint256 private constant _BEST_MASK = (1 << 56) - 1;
    uint256 private constant _PLAYS_MASK = (1 << 24) - 1;

    /// @notice Makes a tally.
    /// @param players Most players that it will have.
    /// @return tally The tally, empty.
    function create(uint256 players) internal pure returns (Tally memory tally) {
        uint256 size = 2;
        while (size < 2 * players) size <<= 1;
        tally.entries = new uint256[](size);
    }

    /// @notice Adds plays.
    /// @param self The tally; changed in place.
    /// @param players The players' numbers, 1 to 2**24 - 1.
    /// @param scores For each play its score + 1, below 2**56, or 0 for none; as many as players.
    function addAll(
        Tally memory self,
        uint256[] memory players,
        uint256[] memory scores
    ) internal pure {
        uint256[] memory entries = self.entries;
        // Numbers follow one another, so their lowest bits are a good hash.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let mask := shl(5, sub(mload(entries), 1))
            entries := add(entries, 0x20)
            let end := add(players, shl(5, mload(players)))
            for {} lt(players, end) {} {
                players := add(players, 0x20)
                scores := add(scores, 0x20)
                let player := mload(players)
                let offset := and(shl(5, player), mask)
                let entry := mload(add(entries, offset))
                for {} xor(shr(_NUMBER_FROM, entry), player) {} {
                    if iszero(entry) {
                        entry := shl(_NUMBER_FROM, player)
                        break
                    }
                    offset := and(add(offset, 0x20), mask)
                    entry := mload(add(entries, offset))
                }
                let best := and(shr(_BEST_FROM, entry), _BEST_MASK)
                let score := mload(scores)
                // Less 1, so that no score is the greatest of all.
                if lt(sub(score, 1), sub(best, 1)) {
                    entry := xor(entry, shl(_BEST_FROM, xor(best, score)))
                }
                mstore(add(entries, offset), add(entry, 1))
            }
        }
    }

    /// @notice An entry's parts.
    /// @param entry The entry.
    /// @return number The player's number; 0 if the place is free.
    /// @return best The best score + 1; 0: none.
    /// @return plays Number of its plays.
    function parts(
        uint256 entry
    ) internal pure returns (uint256 number, uint256 best, uint256 plays) {
        number = entry >> _NUMBER_FROM;
        best = (entry >> _BEST_FROM) & _BEST_MASK;
        plays = entry & _PLAYS_MASK;
    }
}
