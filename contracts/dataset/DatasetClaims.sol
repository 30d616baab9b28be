// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LibBit} from "solady/utils/LibBit.sol";
import {SafeCastLib} from "solady/utils/SafeCastLib.sol";

import {IDatasetRewards} from "../../interfaces/IDatasetRewards.sol";
import {BatchHeader} from "../libraries/BatchHeader.sol";
import {PackedVotes} from "../libraries/PackedVotes.sol";
import {Pages} from "../libraries/Pages.sol";
import {DatasetBadges} from "./DatasetBadges.sol";
import {DatasetReview} from "./DatasetReview.sol";

/// @title DatasetClaims
/// @notice What accounts earn in the CollaborativeDataset.
abstract contract DatasetClaims is DatasetReview, DatasetBadges, IDatasetRewards {
    using PackedVotes for PackedVotes.Votes;

    /// @dev What an account has in a batch. A batch has its contributor and its voters, and
    /// nobody is both.
    enum Part {
        None,
        Claimed,
        Contributor,
        Voter
    }

    /// @dev A part and what it gives.
    struct Due {
        Part part;
        uint256 position;
        uint256 points;
        uint256 reward;
        uint256 deposit;
    }

    /// @inheritdoc IDatasetRewards
    function claim(address account, uint256[] calldata batchIds) external {
        Rules memory ruled = _rules();
        Account storage own = _accounts[account];
        (uint256 points, uint256 reward, uint256 deposit) = (0, 0, 0);
        for (uint256 i; i < batchIds.length; ++i) {
            (StoredBatch storage stored, BatchHeader header) = _batch(batchIds[i]);
            if (_statusOf(header) == BatchStatus.UnderReview) revert BatchIsOpen(batchIds[i]);
            Due memory due = _due(ruled, stored, header, own.number);
            if (due.part == Part.None) revert NothingToClaim(batchIds[i], account);
            if (due.part == Part.Contributor) stored.header = header.claimed();
            if (due.part == Part.Voter) stored.ballots.setClaimed(due.position);
            points += due.points;
            reward += due.reward;
            deposit += due.deposit;
        }
        if (batchIds.length != 0) _noteAddress(own.number, account);
        _credit(account, reward, deposit);
        uint256 before = own.points;
        own.points = SafeCastLib.toUint64(before + points);
        if (points + reward + deposit != 0) emit Claimed(account, points, reward + deposit);
        if (points != 0) _emitBadges(account, before, before + points);
    }

    /// @inheritdoc IDatasetRewards
    function claimable(
        address account,
        uint256 start,
        uint256 limit
    )
        external
        view
        returns (uint256[] memory batchIds, uint256 points, uint256 amount, uint256 next)
    {
        Rules memory ruled = _rules();
        uint256 number = _accounts[account].number;
        uint256 from;
        (from, next) = Pages.bounds(start, limit, _counts.batches);
        batchIds = new uint256[](next - from);
        uint256 found;
        for (uint256 batchId = from; batchId < next; ++batchId) {
            StoredBatch storage stored = _batches[batchId];
            Due memory due = _due(ruled, stored, stored.header, number);
            if (due.points + due.reward + due.deposit == 0) continue;
            batchIds[found] = batchId;
            ++found;
            points += due.points;
            amount += due.reward + due.deposit;
        }
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(batchIds, found)
        }
    }

    function _due(
        Rules memory ruled,
        StoredBatch storage stored,
        BatchHeader header,
        uint256 number
    ) private view returns (Due memory due) {
        if (_statusOf(header) == BatchStatus.UnderReview) return due;
        bool decided = _statusOf(header) == BatchStatus.Decided;
        uint256 outcome = _outcome(stored, header);
        if (number == header.contributor()) {
            if (header.isClaimed()) return Due(Part.Claimed, 0, 0, 0, 0);
            uint256 validated = LibBit.popCount(outcome);
            uint256 returned = decided ? validated : header.count();
            due = Due(
                Part.Contributor,
                0,
                validated,
                validated * ruled.rewardPerRecord,
                returned * ruled.depositPerRecord
            );
        } else if (decided) {
            uint256 position = stored.ballots.positionOf(ruled.votesNeeded, number);
            if (position == ruled.votesNeeded) return due;
            if (stored.ballots.isClaimed(position)) return Due(Part.Claimed, 0, 0, 0, 0);
            uint256 differing = stored.ballots.bitmapAt(position, header.count()) ^ outcome;
            uint256 agreed = header.count() - LibBit.popCount(differing);
            due = Due(Part.Voter, position, agreed, agreed * ruled.rewardPerVote, 0);
        }
    }
}
