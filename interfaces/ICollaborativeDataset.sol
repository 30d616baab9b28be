// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IDatasetBadges} from "./IDatasetBadges.sol";
import {IDatasetRecords} from "./IDatasetRecords.sol";
import {IDatasetReview} from "./IDatasetReview.sol";
import {IDatasetRewards} from "./IDatasetRewards.sol";
import {IDatasetRules} from "./IDatasetRules.sol";

// solhint-disable no-empty-blocks

/// @title CollaborativeDataset
/// @notice A dataset that its contributors build and its validators review, under rules settled
/// when it was opened. It has no owner, no privileged account and no upgrade.
interface ICollaborativeDataset is
    IDatasetRules,
    IDatasetRecords,
    IDatasetReview,
    IDatasetBadges,
    IDatasetRewards
{}
