// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IDatasetRules} from "./IDatasetRules.sol";

/// @title CollaborativeDatasetFactory
/// @notice Opens collaborative datasets and lists them. A dataset is a small contract that holds
/// its rules and borrows its code from one implementation. The factory has no power over it.
interface ICollaborativeDatasetFactory {
    /// @notice The schema is empty.
    error EmptySchema();
    /// @notice The schema is longer than one contract's code can hold.
    error SchemaTooLong(uint256 length, uint256 maximum);
    /// @notice The name is empty or longer than `maximum` bytes.
    error BadNameLength(uint256 length, uint256 maximum);
    /// @notice The size of a record is 0 or more than `maximum` bytes.
    error BadRecordSize(uint256 recordSize, uint256 maximum);
    /// @notice The votes needed are 0 or more than `maximum`.
    error BadVotesNeeded(uint256 votesNeeded, uint256 maximum);
    /// @notice The approvals needed are 0 or more than the votes.
    error BadApprovalsNeeded(uint256 approvalsNeeded, uint256 votesNeeded);
    /// @notice The records per block are 0 or more than `maximum`.
    error BadRecordsPerBlock(uint256 recordsPerBlock, uint256 maximum);
    /// @notice No time to vote.
    error ReviewPeriodZero();
    /// @notice The dataset would take no record.
    error ContributionDeadlinePassed(uint256 contributionDeadline);
    /// @notice The allow-list or the founders are missing, so nobody could ever start.
    error AdmissionRootZero(IDatasetRules.Role role);
    /// @notice Admission by points asks for none.
    error MinimumPointsZero(IDatasetRules.Role role);
    /// @notice A root or points are given that the kind of admission does not use: the role would
    /// be more open than it looks.
    error UnusedAdmission(IDatasetRules.Role role);
    /// @notice More than `maximum` badges.
    error TooManyBadges(uint256 count, uint256 maximum);
    /// @notice Each badge needs more points than the one before it, the first at least 1.
    error BadgePointsNotAscending(uint256 previous, uint256 points);

    /// @notice A dataset was opened.
    /// @param dataset The dataset.
    /// @param creator Account that opened it.
    /// @param schemaHash Keccak-256 of its schema.
    /// @param name Its name.
    event DatasetOpened(
        address indexed dataset,
        address indexed creator,
        bytes32 indexed schemaHash,
        string name
    );

    /// @notice Opens a dataset in the name of the caller. The call's money is its first pool.
    /// @param rules The rules, for good.
    /// @param schema Canonical JSON of the list of a record's fields, as UTF-8; the chain does not
    /// read it.
    /// @return dataset The dataset.
    function open(
        IDatasetRules.Rules calldata rules,
        bytes calldata schema
    ) external payable returns (address dataset);

    /// @notice The contract whose code the datasets run.
    /// @return The implementation.
    function implementation() external view returns (address);

    /// @notice Whether this factory opened the dataset, so that it runs the code it should.
    /// @param dataset Any address.
    /// @return Whether it did.
    function isDataset(address dataset) external view returns (bool);

    /// @notice Number of datasets opened.
    /// @return Number of datasets.
    function datasetCount() external view returns (uint256);

    /// @notice Datasets in the order in which they were opened.
    /// @param start First position, from 0.
    /// @param limit Most datasets to return; beyond the end there are none.
    /// @return The datasets.
    function datasets(uint256 start, uint256 limit) external view returns (address[] memory);
}
