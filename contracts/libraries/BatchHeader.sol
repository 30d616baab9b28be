// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Header of a batch, in one word
/// @notice All that most calls need of a batch, so that they read and write one slot. From the
/// lowest bit: contributor 24, records 16, end of the review 40, status 8, whether the contributor
/// claimed 8, and in the 160 left the outcome, if the batch has no more records. The votes are not
/// counted here, so that a vote need not write it.
type BatchHeader is uint256;

using BatchHeaderLib for BatchHeader global;

/// @title BatchHeaderLib
/// @notice The fields of a header.
library BatchHeaderLib {
    /// @notice Most records of which the outcome fits the header.
    uint256 internal constant NARROW = 160;

    uint256 private constant _COUNT = 24;
    uint256 private constant _CLOSES_AT = 40;
    uint256 private constant _STATUS = 80;
    uint256 private constant _CLAIMED = 88;
    uint256 private constant _OUTCOME = 96;

    /// @notice The header of a new batch.
    /// @param contributor_ Number of its contributor, less than 2**24.
    /// @param count_ Number of records, 1 to 256.
    /// @param closesAt_ Last second for votes, less than 2**40.
    /// @return The header.
    function create(
        uint256 contributor_,
        uint256 count_,
        uint256 closesAt_
    ) internal pure returns (BatchHeader) {
        return BatchHeader.wrap(contributor_ | (count_ << _COUNT) | (closesAt_ << _CLOSES_AT));
    }

    /// @notice The same, closed.
    /// @param self The header of a batch under review, which is status 0.
    /// @param status_ The status, not 0.
    /// @param outcome_ The outcome; 0 if it is kept elsewhere.
    /// @return The new header.
    function closed(
        BatchHeader self,
        uint256 status_,
        uint256 outcome_
    ) internal pure returns (BatchHeader) {
        return
            BatchHeader.wrap(
                BatchHeader.unwrap(self) | (status_ << _STATUS) | (outcome_ << _OUTCOME)
            );
    }

    /// @notice The same, claimed by its contributor.
    /// @param self The header.
    /// @return The new header.
    function claimed(BatchHeader self) internal pure returns (BatchHeader) {
        return BatchHeader.wrap(BatchHeader.unwrap(self) | (1 << _CLAIMED));
    }

    /// @notice Number of the contributor.
    /// @param self The header.
    /// @return The number.
    function contributor(BatchHeader self) internal pure returns (uint256) {
        return uint24(BatchHeader.unwrap(self));
    }

    /// @notice Number of records; 0 if there is no such batch.
    /// @param self The header.
    /// @return The number.
    function count(BatchHeader self) internal pure returns (uint256) {
        return uint16(BatchHeader.unwrap(self) >> _COUNT);
    }

    /// @notice Last second at which votes are taken.
    /// @param self The header.
    /// @return Seconds since 1970.
    function closesAt(BatchHeader self) internal pure returns (uint256) {
        return uint40(BatchHeader.unwrap(self) >> _CLOSES_AT);
    }

    /// @notice Status, 0 while under review.
    /// @param self The header.
    /// @return The status as a number.
    function status(BatchHeader self) internal pure returns (uint256) {
        return uint8(BatchHeader.unwrap(self) >> _STATUS);
    }

    /// @notice Whether the contributor has claimed.
    /// @param self The header.
    /// @return Whether it has.
    function isClaimed(BatchHeader self) internal pure returns (bool) {
        return uint8(BatchHeader.unwrap(self) >> _CLAIMED) != 0;
    }

    /// @notice The outcome, of a batch of at most `NARROW` records.
    /// @param self The header.
    /// @return Bit i is set if record i is validated.
    function narrowOutcome(BatchHeader self) internal pure returns (uint256) {
        return BatchHeader.unwrap(self) >> _OUTCOME;
    }
}
