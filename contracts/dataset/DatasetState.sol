// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LibClone} from "solady/utils/LibClone.sol";

import {IDatasetRecords} from "../../interfaces/IDatasetRecords.sol";
import {IDatasetReview} from "../../interfaces/IDatasetReview.sol";
import {IDatasetRules} from "../../interfaces/IDatasetRules.sol";
import {BatchHeader, BatchHeaderLib} from "../libraries/BatchHeader.sol";
import {PackedRules} from "../libraries/PackedRules.sol";
import {PackedVotes} from "../libraries/PackedVotes.sol";

/// @title DatasetState
/// @notice What a CollaborativeDataset stores, packed so that a call writes few slots.
abstract contract DatasetState is IDatasetRules {
    /// @dev One slot. Accounts are numbered, so that a batch can name its voters in 24 bits each.
    struct Account {
        uint24 number;
        uint64 points;
        IDatasetReview.ValidatorStatus status;
        bool mayContribute;
        bool mayVote;
        uint40 stakeReleasedAt;
        uint40 lastBlock;
        uint16 recordsInBlock;
    }

    /// @dev The wide outcome is used where the header has no room for it.
    struct StoredBatch {
        BatchHeader header;
        uint256 wideOutcome;
        PackedVotes.Votes ballots;
    }

    /// @dev One slot.
    struct Counts {
        uint40 batches;
        uint24 accounts;
    }

    /// @dev Three slots: pool and reserve change together, so do deposits and stakes not at all
    /// where none are asked.
    struct StoredFunds {
        uint128 pool;
        uint128 reserved;
        uint128 deposits;
        uint128 stakes;
        uint256 credited;
    }

    Counts internal _counts;
    StoredFunds internal _funds;
    mapping(uint256 batchId => StoredBatch) internal _batches;
    mapping(address account => Account) internal _accounts;
    mapping(uint256 number => address account) internal _accountAt;
    mapping(address account => uint256 amount) internal _credits;

    /// @dev Lets the number be read back as the account. A vote does not need it, and would cost
    /// a newcomer half as much again.
    function _noteAddress(uint256 number, address account) internal {
        if (_accountAt[number] == address(0)) _accountAt[number] = account;
    }

    function _outcome(
        StoredBatch storage stored,
        BatchHeader header
    ) internal view returns (uint256) {
        if (header.count() > BatchHeaderLib.NARROW) return stored.wideOutcome;
        return header.narrowOutcome();
    }

    /// @dev The one place where an id becomes a batch.
    function _batch(
        uint256 batchId
    ) internal view returns (StoredBatch storage stored, BatchHeader header) {
        stored = _batches[batchId];
        header = stored.header;
        if (header.count() == 0) revert IDatasetRecords.UnknownBatch(batchId);
    }

    function _statusOf(BatchHeader header) internal pure returns (IDatasetRecords.BatchStatus) {
        return IDatasetRecords.BatchStatus(header.status());
    }

    /// @dev Without the name and the badges.
    function _rules() internal view returns (Rules memory) {
        return PackedRules.decode(_packedRules());
    }

    /// @dev The clone's own code holds them.
    function _packedRules() internal view returns (bytes memory) {
        return LibClone.argsOnClone(address(this));
    }
}
