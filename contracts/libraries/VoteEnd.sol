// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PackedVotes} from "./PackedVotes.sol";

/// @title The end of the votes on a batch
/// @notice Where votes are added to those of a batch. The two words that are not full are held in
/// memory, so that several votes in one call are stored once.
library VoteEnd {
    using PackedVotes for PackedVotes.Votes;

    /// @notice Where the next vote goes, with what is in its two words so far: several votes are
    /// added in memory and stored once.
    struct End {
        uint256 position;
        uint256 width;
        uint256 voters;
        uint256 bitmaps;
    }

    uint256 private constant _PER_WORD = PackedVotes.PER_WORD;
    uint256 private constant _VOTER_BITS = PackedVotes.VOTER_BITS;
    /// @dev The lowest bit of each voter in a word.
    uint256 private constant _ONES =
        ((1 << PackedVotes.CLAIMED_FROM) - 1) / ((1 << _VOTER_BITS) - 1);

    /// @notice Starts adding votes.
    /// @param self The votes.
    /// @param width Records in the batch, 1 to 256.
    /// @return end Where the next vote goes.
    function open(
        PackedVotes.Votes storage self,
        uint256 width
    ) internal view returns (End memory end) {
        unchecked {
            (uint256 position, uint256 voters) = self.last();
            end.position = position;
            end.width = width;
            end.voters = voters;
            uint256 perWord = 256 / width;
            if (position % perWord != 0) end.bitmaps = self.bitmaps[position / perWord];
        }
    }

    /// @notice Adds a vote; it is kept for sure when `flush` was called.
    /// @param self The votes.
    /// @param end Where it goes; moved on.
    /// @param voter Number of the voter, 1 to 2**24 - 1.
    /// @param bitmap The vote, with no bit at or above the width.
    function add(
        PackedVotes.Votes storage self,
        End memory end,
        uint256 voter,
        uint256 bitmap
    ) internal {
        unchecked {
            uint256 position = end.position;
            uint256 place = position % _PER_WORD;
            uint256 word = end.voters | (voter << (place * _VOTER_BITS));
            if (place == _PER_WORD - 1) {
                self.voters[position / _PER_WORD] = word;
                word = 0;
            }
            end.voters = word;

            uint256 width = end.width;
            uint256 perWord = 256 / width;
            place = position % perWord;
            word = end.bitmaps | (bitmap << (place * width));
            if (place == perWord - 1) {
                self.bitmaps[position / perWord] = word;
                word = 0;
            }
            end.bitmaps = word;
            end.position = position + 1;
        }
    }

    /// @notice Stores the words that are not full yet.
    /// @param self The votes.
    /// @param end Where the next vote would go.
    function flush(PackedVotes.Votes storage self, End memory end) internal {
        uint256 position = end.position;
        if (end.voters != 0) self.voters[position / _PER_WORD] = end.voters;
        if (end.bitmaps != 0) self.bitmaps[position / (256 / end.width)] = end.bitmaps;
    }

    /// @notice Whether a voter is among those before the end.
    /// @param self The votes.
    /// @param end Where the next vote goes.
    /// @param voter Number of the voter, at least 1.
    /// @return Whether it is.
    function hasVoted(
        PackedVotes.Votes storage self,
        End memory end,
        uint256 voter
    ) internal view returns (bool) {
        unchecked {
            uint256 full = end.position / _PER_WORD;
            for (uint256 i; i < full; ++i) {
                if (_holds(self.voters[i], voter)) return true;
            }
            return _holds(end.voters, voter);
        }
    }

    /// @dev All ten places at once. They differ from the voter sought by 0 where it is; taking 1
    /// from every place then borrows there and, if there is none, nowhere. A place not taken yet
    /// holds 0, which is nobody's number.
    function _holds(uint256 word, uint256 voter) private pure returns (bool) {
        unchecked {
            uint256 differing =
                (word & PackedVotes.lanes(PackedVotes.CLAIMED_FROM)) ^ (voter * _ONES);
            uint256 borrows = (differing - _ONES) & ~differing;
            return borrows & (_ONES << (_VOTER_BITS - 1)) != 0;
        }
    }
}
