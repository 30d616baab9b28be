// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LibBit} from "solady/utils/LibBit.sol";

import {IDatasetReview} from "../../interfaces/IDatasetReview.sol";
import {BatchHeader, BatchHeaderLib} from "../libraries/BatchHeader.sol";
import {BitSlicedTally} from "../libraries/BitSlicedTally.sol";
import {PackedRules} from "../libraries/PackedRules.sol";
import {PackedVotes} from "../libraries/PackedVotes.sol";
import {VoteEnd} from "../libraries/VoteEnd.sol";
import {DatasetVotes} from "./DatasetVotes.sol";
import {VoteSignatures} from "./VoteSignatures.sol";

/// @title DatasetReview
/// @notice Voting in the CollaborativeDataset, and what the votes decide.
abstract contract DatasetReview is DatasetVotes, VoteSignatures {
    using BitSlicedTally for BitSlicedTally.Tally;
    using PackedRules for bytes;
    using PackedVotes for PackedVotes.Votes;
    using VoteEnd for PackedVotes.Votes;

    /// @inheritdoc IDatasetReview
    function vote(uint256 batchId, uint256 bitmap, bytes32[] calldata proof) external {
        bytes memory packed = _packedRules();
        (StoredBatch storage stored, BatchHeader header) = _batchForVotes(batchId);
        VoteEnd.End memory end = stored.ballots.open(header.count());
        _vote(packed, stored.ballots, end, batchId, header, msg.sender, bitmap, proof);
        stored.ballots.flush(end);
        emit Voted(batchId, msg.sender, bitmap);
    }

    /// @inheritdoc IDatasetReview
    function voteBySignatures(uint256 batchId, SignedVote[] calldata votes) external {
        if (votes.length == 0) revert NoVotes();
        bytes memory packed = _packedRules();
        (StoredBatch storage stored, BatchHeader header) = _batchForVotes(batchId);
        VoteEnd.End memory end = stored.ballots.open(header.count());
        bytes32 domain = _domainSeparator();
        for (uint256 i; i < votes.length; ++i) {
            SignedVote calldata signed = votes[i];
            _requireSigned(domain, batchId, signed);
            _vote(
                packed,
                stored.ballots,
                end,
                batchId,
                header,
                signed.validator,
                signed.bitmap,
                signed.proof
            );
        }
        stored.ballots.flush(end);
        emit VotesHandedIn(batchId, msg.sender, votes.length);
        if (end.position == packed.votesNeededOf()) {
            _decide(packed.decode(), stored, header, batchId);
        }
    }

    /// @inheritdoc IDatasetReview
    function close(uint256 batchId) external {
        Rules memory ruled = _rules();
        (StoredBatch storage stored, BatchHeader header) = _batch(batchId);
        if (_statusOf(header) != BatchStatus.UnderReview) revert BatchIsClosed(batchId);
        uint256 votes = stored.ballots.length();
        if (votes == ruled.votesNeeded) {
            _decide(ruled, stored, header, batchId);
            return;
        }
        if (block.timestamp <= header.closesAt()) {
            revert ReviewInProgress(batchId, votes, ruled.votesNeeded, header.closesAt());
        }
        stored.header = header.closed(uint256(BatchStatus.Expired), 0);
        _returnToPool(ruled, header.count(), 0, 0, 0);
        emit BatchExpired(batchId, votes);
    }

    /// @dev Adds the vote to the end, which is the caller's to store.
    function _vote(
        bytes memory packed,
        PackedVotes.Votes storage ballots,
        VoteEnd.End memory end,
        uint256 batchId,
        BatchHeader header,
        address validator,
        uint256 bitmap,
        bytes32[] calldata proof
    ) private {
        if (end.position == packed.votesNeededOf()) revert VotesComplete(batchId);
        if (bitmap & ~PackedVotes.lanes(end.width) != 0) revert BitsAboveBatch(bitmap, end.width);
        uint256 number = _numberOfValidator(packed, validator, proof);
        if (number == header.contributor()) revert OwnBatch(batchId, validator);
        if (ballots.hasVoted(end, number)) revert AlreadyVoted(batchId, validator);
        ballots.add(end, number, bitmap);
    }

    /// @dev Counts the votes, which are all in.
    function _decide(
        Rules memory ruled,
        StoredBatch storage stored,
        BatchHeader header,
        uint256 batchId
    ) private {
        BitSlicedTally.Tally memory counts = _count(stored, header, ruled.votesNeeded);
        uint256 outcome = counts.atLeast(ruled.approvalsNeeded);
        uint256 count = header.count();
        if (ruled.rewardPerRecord | ruled.rewardPerVote | ruled.depositPerRecord != 0) {
            uint256 rejected = PackedVotes.lanes(count) & ~outcome;
            uint256 discarded = LibBit.popCount(rejected);
            // A vote agrees by approving what is validated or not approving what is discarded.
            uint256 agreements =
                uint256(ruled.votesNeeded) * discarded + counts.sum(outcome) - counts.sum(rejected);
            _returnToPool(ruled, count, count - discarded, discarded, agreements);
        }
        emit BatchDecided(batchId, outcome);
        if (count > BatchHeaderLib.NARROW) {
            stored.wideOutcome = outcome;
            outcome = 0;
        }
        stored.header = header.closed(uint256(BatchStatus.Decided), outcome);
    }

    function _batchForVotes(
        uint256 batchId
    ) private view returns (StoredBatch storage stored, BatchHeader header) {
        (stored, header) = _batch(batchId);
        if (_statusOf(header) != BatchStatus.UnderReview) revert BatchIsClosed(batchId);
        uint256 closesAt = header.closesAt();
        if (block.timestamp > closesAt) revert ReviewOver(batchId, closesAt);
    }
}
