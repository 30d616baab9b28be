// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LibBit} from "solady/utils/LibBit.sol";

/// @title Votes on a batch, packed
/// @notice The votes on a batch in the order in which they came. A voter is a number of 24 bits,
/// ten of them in a word; a bitmap is as wide as the batch has records, as many of them in a word
/// as fit. VoteEnd adds them.
/// @dev The positions of the votes are 0 to 39. The upper bits of a word of voters mark those that
/// have claimed, once no more votes are taken.
library PackedVotes {
    /// @notice The votes on one batch.
    struct Votes {
        uint256[4] voters;
        uint256[40] bitmaps;
    }

    /// @notice Most votes on a batch.
    uint256 internal constant MAX_VOTES = 40;

    /// @notice Voters in a word.
    uint256 internal constant PER_WORD = 10;

    /// @notice Bits of a voter's number.
    uint256 internal constant VOTER_BITS = 24;

    /// @notice The bit of a word of voters that marks the first of them as having claimed.
    uint256 internal constant CLAIMED_FROM = PER_WORD * VOTER_BITS;

    /// @notice Marks the vote at this position as claimed.
    /// @param self The votes.
    /// @param position Its position.
    function setClaimed(Votes storage self, uint256 position) internal {
        self.voters[position / PER_WORD] |= 1 << (CLAIMED_FROM + (position % PER_WORD));
    }

    /// @notice Number of votes.
    /// @param self The votes.
    /// @return count The number.
    function length(Votes storage self) internal view returns (uint256 count) {
        (count, ) = last(self);
    }

    /// @notice Whether the vote at this position was claimed.
    /// @param self The votes.
    /// @param position Its position.
    /// @return Whether it was.
    function isClaimed(Votes storage self, uint256 position) internal view returns (bool) {
        uint256 bit = CLAIMED_FROM + (position % PER_WORD);
        return (self.voters[position / PER_WORD] >> bit) & 1 == 1;
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
        uint256 word = self.voters[position / PER_WORD];
        return (word >> ((position % PER_WORD) * VOTER_BITS)) & lanes(VOTER_BITS);
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
            word = position % PER_WORD == 0 ? self.voters[position / PER_WORD] : word >> VOTER_BITS;
            if (word & lanes(VOTER_BITS) == voter) return position;
        }
    }

    /// @notice Number of votes, and the word of voters that is not full.
    /// @dev Voters fill their places in order and none is 0, so the votes need no counter.
    /// @param self The votes.
    /// @return count The number.
    /// @return word The last voters; 0 if they fill their word.
    function last(Votes storage self) internal view returns (uint256 count, uint256 word) {
        unchecked {
            for (; count < MAX_VOTES; count += PER_WORD) {
                word = self.voters[count / PER_WORD] & lanes(CLAIMED_FROM);
                if (word == 0) return (count, 0);
                uint256 places = LibBit.fls(word) / VOTER_BITS + 1;
                if (places != PER_WORD) return (count + places, word);
            }
            return (count, 0);
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
}
