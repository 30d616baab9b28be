// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDatasetReview} from "../../interfaces/IDatasetReview.sol";
import {BatchHeader} from "../libraries/BatchHeader.sol";
import {BitSlicedTally} from "../libraries/BitSlicedTally.sol";
import {PackedVotes} from "../libraries/PackedVotes.sol";
import {DatasetValidators} from "./DatasetValidators.sol";

/// @title DatasetVotes
/// @notice The votes of the CollaborativeDataset, as they are read and counted.
abstract contract DatasetVotes is DatasetValidators {
    using BitSlicedTally for BitSlicedTally.Tally;
    using PackedVotes for PackedVotes.Votes;

    /// @inheritdoc IDatasetReview
    function tally(uint256 batchId) external view returns (uint8[] memory approvals) {
        (StoredBatch storage stored, BatchHeader header) = _batch(batchId);
        BitSlicedTally.Tally memory counts = _count(stored, header, stored.ballots.length());
        approvals = new uint8[](header.count());
        for (uint256 i; i < approvals.length; ++i) {
            approvals[i] = uint8(counts.countAt(i));
        }
    }

    /// @inheritdoc IDatasetReview
    function votesOf(
        uint256 batchId
    ) external view returns (address[] memory validators, uint256[] memory bitmaps) {
        (StoredBatch storage stored, BatchHeader header) = _batch(batchId);
        uint256 votes = stored.ballots.length();
        validators = new address[](votes);
        bitmaps = stored.ballots.firstBitmaps(votes, header.count());
        for (uint256 i; i < votes; ++i) {
            validators[i] = _accountAt[stored.ballots.voterAt(i)];
        }
    }

    function _count(
        StoredBatch storage stored,
        BatchHeader header,
        uint256 votes
    ) internal view returns (BitSlicedTally.Tally memory counts) {
        uint256[] memory bitmaps = stored.ballots.firstBitmaps(votes, header.count());
        for (uint256 i; i < bitmaps.length; ++i) {
            counts.add(bitmaps[i]);
        }
    }
}
