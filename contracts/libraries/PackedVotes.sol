// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LibBit} from "solady/utils/LibBit.sol";

/// @title Votes on a batch, packed
/// @notice The votes on a batch in the order in which they came. A voter is a number of 24 bits,
/// ten of them in a word; a bitmap is as wide as the batch has records, as many of them in a word
/// as fit.
/// @dev The positions of the votes are 0 to 39. The upper bits of a word of voters mark those that
/// have claimed, once no more votes are taken.
library PackedVotes {
    /// @notice The votes on one batch.
    struct Votes {
        uint256[4] voters;
        uint256[40] bitmaps;
    }

    /// @notice Where the next vote goes, with what is in its two words so far: several votes are
    /// added in memory and stored once.
    struct End {
        uint256 position;
        uint256 width;
        uint256 voters;
        uint256 bitmaps;
    }

    /// @notice Most votes on a batch.
    uint256 internal constant MAX_VOTES = 40;

    uint256 private constant _PER_WORD = 10;
    uint256 private constant _VOTER_BITS = 24;
    uint256 private constant _CLAIMED_FROM = _PER_WORD * _VOTER_BITS;
    /// @dev The lowest bit of each voter in a word.
    uint256 private constant _ONES = ((1 << _CLAIMED_FROM) - 1) / ((1 << _VOTER_BITS) - 1);

    /// @notice Starts adding votes.
    /// @param self The votes.
    /// @param width Records in the batch, 1 to 256.
    /// @return end Where the next vote goes.
    function open(Votes storage self, uint256 width) internal view returns (End memory end) {
        unchecked {
            (uint256 position, uint256 voters) = _last(self);
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
    function add(Votes storage self, End memory end, uint256 voter, uint256 bitmap) internal {
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
    function flush(Votes storage self, End memory end) internal {
        uint256 position = end.position;
        if (end.voters != 0) self.voters[position / _PER_WORD] = end.voters;
        if (end.bitmaps != 0) self.bitmaps[position / (256 / end.width)] = end.bitmaps;
    }

    /// @notice Marks the vote at this position as claimed.
    /// @param self The votes.
    /// @param position Its position.
    function setClaimed(Votes storage self, uint256 position) internal {
        self.voters[position / _PER_WORD] |= 1 << (_CLAIMED_FROM + (position % _PER_WORD));
    }

    /// @notice Number of votes.
    /// @param self The votes.
    /// @return count The number.
    function length(Votes storage self) internal view returns (uint256 count) {
        (count, ) = _last(self);
    }

    /// @notice Whether the vote at this position was claimed.
    /// @param self The votes.
    /// @param position Its position.
    /// @return Whether it was.
    function isClaimed(Votes storage self, uint256 position) internal view returns (bool) {
        uint256 bit = _CLAIMED_FROM + (position % _PER_WORD);
        return (self.voters[position / _PER_WORD] >> bit) & 1 == 1;
    }

    /// @notice The bitmap at this position.
    /// @param self The votes.
    /// @param position Its position.
    /// @param width Records in the batch.
    /// @return The bitmap.
    function bitmapAt(
        Votes storage self,
        uint256 position,
        uint256 width
    ) internal view returns (uint256) {
        unchecked {
            uint256 perWord = 256 / width;
            uint256 word = self.bitmaps[position / perWord] >> ((position % perWord) * width);
            return word & lanes(width);
        }
    }

    /// @notice The first bitmaps.
    /// @param self The votes.
    /// @param count Number of bitmaps.
    /// @param width Records in the batch.
    /// @return bitmaps The bitmaps, in the order of the votes.
    function firstBitmaps(
        Votes storage self,
        uint256 count,
        uint256 width
    ) internal view returns (uint256[] memory bitmaps) {
        bitmaps = new uint256[](count);
        unchecked {
            (uint256 perWord, uint256 mask) = (256 / width, lanes(width));
            uint256 i;
            for (uint256 w; i < count; ++w) {
                uint256 word = self.bitmaps[w];
                for (uint256 end = i + perWord; i < end && i < count; ++i) {
                    bitmaps[i] = word & mask;
                    word >>= width;
                }
            }
        }
    }

    /// @notice The voter at this position.
    /// @param self The votes.
    /// @param position Its position.
    /// @return Its number.
    function voterAt(Votes storage self, uint256 position) internal view returns (uint256) {
        uint256 word = self.voters[position / _PER_WORD];
        return (word >> ((position % _PER_WORD) * _VOTER_BITS)) & lanes(_VOTER_BITS);
    }

    /// @notice Whether a voter is among those before the end.
    /// @param self The votes.
    /// @param end Where the next vote goes.
    /// @param voter Number of the voter, at least 1.
    /// @return Whether it is.
    function hasVoted(
        Votes storage self,
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

    /// @notice Where a voter's vote is among the first `count`.
    /// @param self The votes.
    /// @param count Votes to look at.
    /// @param voter Number of the voter.
    /// @return position Its position; `count` if it has not voted.
    function positionOf(
        Votes storage self,
        uint256 count,
        uint256 voter
    ) internal view returns (uint256 position) {
        uint256 word;
        for (; position < count; ++position) {
            word =
                position % _PER_WORD == 0 ? self.voters[position / _PER_WORD] : word >> _VOTER_BITS;
            if (word & lanes(_VOTER_BITS) == voter) return position;
        }
    }

    /// @notice The lowest `width` bits.
    /// @param width 1 to 256.
    /// @return The bits set.
    function lanes(uint256 width) internal pure returns (uint256) {
        unchecked {
            return type(uint256).max >> (256 - width);
        }
    }

    /// @dev Voters fill their places in order and none is 0, so the votes need no counter.
    function _last(Votes storage self) private view returns (uint256 count, uint256 word) {
        unchecked {
            for (; count < MAX_VOTES; count += _PER_WORD) {
                word = self.voters[count / _PER_WORD] & lanes(_CLAIMED_FROM);
                if (word == 0) return (count, 0);
                uint256 places = LibBit.fls(word) / _VOTER_BITS + 1;
                if (places != _PER_WORD) return (count + places, word);
            }
            return (count, 0);
        }
    }

    /// @dev All ten places at once. They differ from the voter sought by 0 where it is; taking 1
    /// from every place then borrows there and, if there is none, nowhere. A place not taken yet
    /// holds 0, which is nobody's number.
    function _holds(uint256 word, uint256 voter) private pure returns (bool) {
        unchecked {
            uint256 differing = (word & lanes(_CLAIMED_FROM)) ^ (voter * _ONES);
            uint256 borrows = (differing - _ONES) & ~differing;
            return borrows & (_ONES << (_VOTER_BITS - 1)) != 0;
        }
    }
}
