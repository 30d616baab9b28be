// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SSTORE2} from "solady/utils/SSTORE2.sol";

import {IDatasetRecords} from "../../interfaces/IDatasetRecords.sol";
import {BatchHeader, BatchHeaderLib} from "../libraries/BatchHeader.sol";
import {PackedVotes} from "../libraries/PackedVotes.sol";
import {Pages} from "../libraries/Pages.sol";
import {RecordStore} from "../libraries/RecordStore.sol";
import {DatasetFunds} from "./DatasetFunds.sol";

/// @title DatasetRecords
/// @notice The records of the CollaborativeDataset.
abstract contract DatasetRecords is DatasetFunds, IDatasetRecords {
    using PackedVotes for PackedVotes.Votes;

    uint256 private constant _MAX_RECORDS = 256;

    /// @inheritdoc IDatasetRecords
    function contribute(
        bytes calldata records,
        bytes32[] calldata proof
    ) external payable returns (uint256 batchId) {
        Rules memory ruled = _rules();
        uint256 count = _countRecords(records.length, ruled.recordSize);
        uint256 deadline = ruled.contributionDeadline;
        if (deadline != 0 && block.timestamp > deadline) revert ContributionsOver(deadline);
        Account storage own = _admit(ruled, msg.sender, Role.Contributor, proof);
        _countInBlock(own, count, ruled.recordsPerBlock);
        _takeIn(ruled, count);

        batchId = _counts.batches;
        ++_counts.batches;
        RecordStore.write(records, batchId);
        uint256 closesAt = block.timestamp + ruled.reviewPeriod;
        _batches[batchId].header = BatchHeaderLib.create(own.number, count, closesAt);
        emit RecordsContributed(batchId, msg.sender, count, closesAt);
    }

    /// @inheritdoc IDatasetRecords
    function batchCount() external view returns (uint256) {
        return _counts.batches;
    }

    /// @inheritdoc IDatasetRecords
    function batch(uint256 batchId) public view returns (Batch memory) {
        (StoredBatch storage stored, BatchHeader header) = _batch(batchId);
        return
            Batch({
                contributor: _accountAt[header.contributor()],
                count: uint16(header.count()),
                closesAt: uint40(header.closesAt()),
                votes: uint8(stored.ballots.length()),
                status: _statusOf(header),
                outcome: _outcome(stored, header),
                pointer: RecordStore.pointerOf(batchId)
            });
    }

    /// @inheritdoc IDatasetRecords
    function batches(uint256 start, uint256 limit) external view returns (Batch[] memory page) {
        (uint256 from, uint256 to) = Pages.bounds(start, limit, _counts.batches);
        page = new Batch[](to - from);
        for (uint256 i; i < page.length; ++i) {
            page[i] = batch(from + i);
        }
    }

    /// @inheritdoc IDatasetRecords
    function recordsOf(uint256 batchId) external view returns (bytes memory) {
        _batch(batchId);
        return SSTORE2.read(RecordStore.pointerOf(batchId));
    }

    /// @inheritdoc IDatasetRecords
    function validatedRecords(
        uint256 start,
        uint256 limit
    ) external view returns (bytes memory records, uint256 next) {
        return _recordsIn(start, limit, _outcome);
    }

    /// @inheritdoc IDatasetRecords
    function recordsUnderReview(
        uint256 start,
        uint256 limit
    ) external view returns (bytes memory records, uint256 next) {
        return _recordsIn(start, limit, _underReview);
    }

    /// @dev Writes into memory that is not allocated yet and allocates what was written, so a
    /// page takes as much memory as it has records.
    function _recordsIn(
        uint256 start,
        uint256 limit,
        function(StoredBatch storage, BatchHeader) internal view returns (uint256) chosen
    ) private view returns (bytes memory records, uint256 next) {
        uint256 recordSize = _rules().recordSize;
        uint256 from;
        (from, next) = Pages.bounds(start, limit, _counts.batches);
        uint256 end;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            records := mload(0x40)
            end := add(records, 0x20)
        }
        for (uint256 batchId = from; batchId < next; ++batchId) {
            StoredBatch storage stored = _batches[batchId];
            end = RecordStore.copy(batchId, recordSize, chosen(stored, stored.header), end);
        }
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(records, sub(end, add(records, 0x20)))
            mstore(end, 0)
            mstore(0x40, and(add(end, 0x3f), not(0x1f)))
        }
    }

    /// @dev An account may contribute so many records in one block, in however many batches.
    function _countInBlock(Account storage own, uint256 count, uint256 maximum) private {
        if (own.lastBlock == block.number) count += own.recordsInBlock;
        else own.lastBlock = uint40(block.number);
        if (count > maximum) revert TooManyInBlock(count, maximum);
        own.recordsInBlock = uint16(count);
    }

    function _underReview(StoredBatch storage, BatchHeader header) private pure returns (uint256) {
        if (_statusOf(header) != BatchStatus.UnderReview) return 0;
        return PackedVotes.lanes(header.count());
    }

    function _countRecords(
        uint256 length,
        uint256 recordSize
    ) private pure returns (uint256 count) {
        if (length == 0) revert EmptyBatch();
        if (length % recordSize != 0) revert WrongLength(length, recordSize);
        count = length / recordSize;
        if (count > _MAX_RECORDS) revert TooManyRecords(count, _MAX_RECORDS);
        if (length > RecordStore.MAX_LENGTH) revert BatchTooLong(length, RecordStore.MAX_LENGTH);
    }
}
