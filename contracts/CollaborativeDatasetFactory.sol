// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LibClone} from "solady/utils/LibClone.sol";
import {SSTORE2} from "solady/utils/SSTORE2.sol";

import {ICollaborativeDatasetFactory} from "../interfaces/ICollaborativeDatasetFactory.sol";
import {IDatasetRewards} from "../interfaces/IDatasetRewards.sol";
import {IDatasetRules} from "../interfaces/IDatasetRules.sol";
import {PackedRules} from "./libraries/PackedRules.sol";
import {PackedVotes} from "./libraries/PackedVotes.sol";
import {Pages} from "./libraries/Pages.sol";
import {RecordStore} from "./libraries/RecordStore.sol";

/// @title CollaborativeDatasetFactory
/// @notice Opens datasets as clones that carry their rules in their own code.
contract CollaborativeDatasetFactory is ICollaborativeDatasetFactory {
    using Pages for bytes32[];

    uint256 private constant _MAX_NAME = 64;
    uint256 private constant _MAX_RECORD = 256;
    uint256 private constant _MAX_RECORDS = 256;
    uint256 private constant _MAX_BADGES = 8;

    address private immutable _IMPLEMENTATION;

    /// @inheritdoc ICollaborativeDatasetFactory
    mapping(address dataset => bool opened) public isDataset;

    bytes32[] private _datasets;

    /// @notice Makes a factory of datasets that run this code.
    /// @param code A CollaborativeDataset, for all datasets of this factory.
    constructor(address code) {
        _IMPLEMENTATION = code;
    }

    /// @inheritdoc ICollaborativeDatasetFactory
    function open(
        IDatasetRules.Rules calldata rules,
        bytes calldata schema
    ) external payable returns (address dataset) {
        _checkSchema(schema);
        _checkNumbers(rules);
        _checkAdmission(rules.contributors, IDatasetRules.Role.Contributor);
        _checkAdmission(rules.validators, IDatasetRules.Role.Validator);
        _checkBadges(rules.badgePoints);

        bytes32 schemaHash = keccak256(schema);
        dataset = LibClone.clone(
            _IMPLEMENTATION,
            PackedRules.encode(rules, msg.sender, SSTORE2.write(schema), schemaHash)
        );
        isDataset[dataset] = true;
        _datasets.push(bytes32(uint256(uint160(dataset))));
        emit DatasetOpened(dataset, msg.sender, schemaHash, rules.name);
        if (msg.value != 0) IDatasetRewards(dataset).fund{value: msg.value}();
    }

    /// @inheritdoc ICollaborativeDatasetFactory
    function implementation() external view returns (address) {
        return _IMPLEMENTATION;
    }

    /// @inheritdoc ICollaborativeDatasetFactory
    function datasetCount() external view returns (uint256) {
        return _datasets.length;
    }

    /// @inheritdoc ICollaborativeDatasetFactory
    function datasets(uint256 start, uint256 limit) external view returns (address[] memory page) {
        return _datasets.addresses(start, limit);
    }

    function _checkNumbers(IDatasetRules.Rules calldata rules) private view {
        uint256 nameLength = bytes(rules.name).length;
        if (nameLength == 0 || nameLength > _MAX_NAME) {
            revert BadNameLength(nameLength, _MAX_NAME);
        }
        if (rules.recordSize == 0 || rules.recordSize > _MAX_RECORD) {
            revert BadRecordSize(rules.recordSize, _MAX_RECORD);
        }
        uint256 votes = rules.votesNeeded;
        if (votes == 0 || votes > PackedVotes.MAX_VOTES) {
            revert BadVotesNeeded(votes, PackedVotes.MAX_VOTES);
        }
        if (rules.approvalsNeeded == 0 || rules.approvalsNeeded > votes) {
            revert BadApprovalsNeeded(rules.approvalsNeeded, votes);
        }
        if (rules.recordsPerBlock == 0 || rules.recordsPerBlock > _MAX_RECORDS) {
            revert BadRecordsPerBlock(rules.recordsPerBlock, _MAX_RECORDS);
        }
        if (rules.reviewPeriod == 0) revert ReviewPeriodZero();
        uint256 deadline = rules.contributionDeadline;
        if (deadline != 0 && deadline <= block.timestamp) {
            revert ContributionDeadlinePassed(deadline);
        }
    }

    function _checkSchema(bytes calldata schema) private pure {
        if (schema.length == 0) revert EmptySchema();
        if (schema.length > RecordStore.MAX_LENGTH) {
            revert SchemaTooLong(schema.length, RecordStore.MAX_LENGTH);
        }
    }

    function _checkAdmission(
        IDatasetRules.Admission calldata admission,
        IDatasetRules.Role role
    ) private pure {
        bool byPoints = admission.kind == IDatasetRules.AdmissionKind.MinimumPoints;
        bool open_ = admission.kind == IDatasetRules.AdmissionKind.Open;
        if (byPoints && admission.minimumPoints == 0) revert MinimumPointsZero(role);
        if (!byPoints && admission.minimumPoints != 0) revert UnusedAdmission(role);
        if (open_ && admission.root != 0) revert UnusedAdmission(role);
        if (!open_ && admission.root == 0) revert AdmissionRootZero(role);
    }

    function _checkBadges(uint64[] calldata badgePoints) private pure {
        if (badgePoints.length > _MAX_BADGES) {
            revert TooManyBadges(badgePoints.length, _MAX_BADGES);
        }
        uint256 previous;
        for (uint256 i; i < badgePoints.length; ++i) {
            uint256 points = badgePoints[i];
            if (points <= previous) revert BadgePointsNotAscending(previous, points);
            previous = points;
        }
    }
}
