// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Records of a collaborative dataset
/// @notice Records come in batches of 1 to 256. A batch is kept as contract code, so any node
/// gives its records from state alone.
/// @dev A batch's id is its position, from 0, in the order of contribution. Every function given
/// an id that no batch has reverts with `UnknownBatch`. Pages: a start or limit beyond the end is
/// clamped and never reverts; to go on, ask from `next`, until it is `batchCount`.
interface IDatasetRecords {
    /// @notice Where a batch stands. UnderReview: its records await votes, or closing. Decided:
    /// each of its records is validated or discarded. Expired: too few voted in time, so none of
    /// its records is validated and none held against its contributor.
    enum BatchStatus {
        UnderReview,
        Decided,
        Expired
    }

    /// @notice A batch.
    /// @param contributor Account that contributed it.
    /// @param count Number of records, 1 to 256.
    /// @param closesAt Last second, since 1970, at which votes on it are taken.
    /// @param votes Number of votes so far.
    /// @param status Where it stands.
    /// @param outcome Bit i, counted from the lowest, is record i: 1 if it is validated. 0 in
    /// every bit unless the batch is decided.
    /// @param pointer Contract whose code is a zero byte and then the records.
    struct Batch {
        address contributor;
        uint16 count;
        uint40 closesAt;
        uint8 votes;
        BatchStatus status;
        uint256 outcome;
        address pointer;
    }

    /// @notice A batch of no records.
    error EmptyBatch();
    /// @notice A batch of more than `maximum` records.
    error TooManyRecords(uint256 count, uint256 maximum);
    /// @notice The length in bytes is not a multiple of the record's.
    error WrongLength(uint256 length, uint256 recordSize);
    /// @notice More bytes than one contract's code can hold; split the batch.
    error BatchTooLong(uint256 length, uint256 maximum);
    /// @notice With this batch the account would have contributed `count` records in this block.
    error TooManyInBlock(uint256 count, uint256 maximum);
    /// @notice The call must come with exactly `expected` wei.
    error WrongValue(uint256 sent, uint256 expected);
    /// @notice Records were taken until `deadline`.
    error ContributionsOver(uint256 deadline);
    /// @notice The pool holds `available` wei and the batch may earn `needed`, so somebody would
    /// work unpaid; see `fund`.
    error RewardPoolTooSmall(uint256 needed, uint256 available);
    /// @notice No batch has this id.
    error UnknownBatch(uint256 batchId);

    /// @notice Records were contributed and are under review.
    /// @param batchId Id of the batch.
    /// @param contributor Account that contributed it.
    /// @param count Number of records.
    /// @param closesAt Last second, since 1970, at which votes on it are taken.
    event RecordsContributed(
        uint256 indexed batchId,
        address indexed contributor,
        uint256 count,
        uint256 closesAt
    );

    /// @notice Contributes records, with `depositPerRecord` wei for each.
    /// @dev What the batch can earn at most, count * (rewardPerRecord + votesNeeded *
    /// rewardPerVote), is taken out of the pool and reserved; what it does not earn returns when
    /// it is closed. A block is what the chain's NUMBER gives, which on some rollups is longer
    /// than one of its own blocks.
    /// @param records The records, packed, one after the other.
    /// @param proof That the caller is admitted; see `isAdmitted`.
    /// @return batchId Id of the new batch.
    function contribute(
        bytes calldata records,
        bytes32[] calldata proof
    ) external payable returns (uint256 batchId);

    /// @notice Number of batches ever contributed.
    /// @return Number of batches.
    function batchCount() external view returns (uint256);

    /// @notice The batch with this id.
    /// @param batchId A batch.
    /// @return Its state.
    function batch(uint256 batchId) external view returns (Batch memory);

    /// @notice Batches in the order of their ids.
    /// @param start First id.
    /// @param limit Most batches to return.
    /// @return The batches.
    function batches(uint256 start, uint256 limit) external view returns (Batch[] memory);

    /// @notice All records of a batch, whatever became of them.
    /// @param batchId A batch.
    /// @return The bytes that were contributed.
    function recordsOf(uint256 batchId) external view returns (bytes memory);

    /// @notice The validated records of a page of batches, in the order of batch and position.
    /// The order is stable: a batch's records are added when it is decided, and nothing is moved
    /// or removed.
    /// @param start First batch.
    /// @param limit Most batches to look at.
    /// @return records The records, packed.
    /// @return next The batch after the last one looked at.
    function validatedRecords(
        uint256 start,
        uint256 limit
    ) external view returns (bytes memory records, uint256 next);

    /// @notice The records under review of a page of batches, in the same order.
    /// @param start First batch.
    /// @param limit Most batches to look at.
    /// @return records The records, packed.
    /// @return next The batch after the last one looked at.
    function recordsUnderReview(
        uint256 start,
        uint256 limit
    ) external view returns (bytes memory records, uint256 next);
}
