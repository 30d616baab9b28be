// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IDatasetReview} from "./IDatasetReview.sol";

/// @title Rewards of a collaborative dataset
/// @notice Points and money are first claimed, batch by batch, into an account's credit, and the
/// credit is then withdrawn. Anyone can do either for anyone: what is due goes to the account it
/// is due to, and nobody waits for anybody.
/// @dev All money is in wei. At any time the contract's balance is at least the sum of `funds`,
/// and equal to it unless somebody forces money on the contract.
interface IDatasetRewards {
    /// @notice The contract's money, by what it is for.
    /// @param pool For rewards of records to come.
    /// @param reserved For rewards of batches under review, and earned and not yet claimed.
    /// @param deposits Of records under review, and due back and not yet claimed.
    /// @param stakes Of validators.
    /// @param credited Claimed and not yet withdrawn.
    struct Funds {
        uint256 pool;
        uint256 reserved;
        uint256 deposits;
        uint256 stakes;
        uint256 credited;
    }

    /// @notice An account in this dataset.
    /// @param number Position among the accounts, from 1; 0 if it never took part.
    /// @param points One for each of its records validated, and for each record on which its vote
    /// agreed with the outcome; claimed ones only.
    /// @param credit What it can withdraw, in wei.
    /// @param status Whether it can vote.
    /// @param stakeReleasedAt When a leaving validator's stake is released, in seconds since
    /// 1970; 0 unless it is leaving.
    struct AccountState {
        uint256 number;
        uint256 points;
        uint256 credit;
        IDatasetReview.ValidatorStatus status;
        uint256 stakeReleasedAt;
    }

    /// @notice The batch is under review, so nothing is earned yet.
    error BatchIsOpen(uint256 batchId);
    /// @notice The account neither contributed the batch nor has its vote on it counted.
    error NothingToClaim(uint256 batchId, address account);
    /// @notice The account has no credit.
    error NothingToWithdraw(address account);
    /// @notice The account is no validator that is leaving.
    error NotLeaving(address account);
    /// @notice The stake is released at `releasedAt`.
    error StakeLocked(address account, uint256 releasedAt);
    /// @notice The dataset takes records for ever, so its pool is never left over.
    error PoolStays();
    /// @notice Records are taken until `contributionDeadline`.
    error PoolInUse(uint256 contributionDeadline);

    /// @notice Money was added to the pool.
    /// @param sponsor Who gave it.
    /// @param amount How much.
    event PoolFunded(address indexed sponsor, uint256 amount);
    /// @notice What was left of the pool was credited to the creator.
    /// @param creator The creator.
    /// @param amount How much.
    event PoolReclaimed(address indexed creator, uint256 amount);
    /// @notice An account was credited what it earned and what was due back to it.
    /// @param account The account.
    /// @param points Points earned.
    /// @param amount Money credited.
    event Claimed(address indexed account, uint256 points, uint256 amount);
    /// @notice A validator's stake was credited to it.
    /// @param validator The validator.
    /// @param amount How much.
    event StakeReleased(address indexed validator, uint256 amount);
    /// @notice An account was paid its credit.
    /// @param account The account.
    /// @param amount How much.
    event Withdrawn(address indexed account, uint256 amount);

    /// @notice Adds the call's money to the pool, from anyone, as long as records are taken.
    function fund() external payable;

    /// @notice Credits an account with what it has in closed batches: points, rewards and
    /// deposits. A batch claimed before is passed over, so that nobody can spoil a list by
    /// claiming one of its batches first.
    /// @param account Contributor or validator of each of the batches.
    /// @param batchIds Closed batches.
    function claim(address account, uint256[] calldata batchIds) external;

    /// @notice Credits a validator with its stake, once it is released.
    /// @param account A validator that is leaving.
    function releaseStake(address account) external;

    /// @notice Pays an account its credit.
    /// @param account Who is paid, whoever calls.
    function withdraw(address account) external;

    /// @notice Credits the creator with what is left of the pool, once no more records are taken.
    /// What others have earned, or may earn in a batch under review, is reserved and not part of
    /// it; what comes back when such a batch is closed can be reclaimed then.
    function reclaimPool() external;

    /// @notice The contract's money.
    /// @return The money by what it is for.
    function funds() external view returns (Funds memory);

    /// @notice Number of accounts that took part.
    /// @return Number of accounts.
    function accountCount() external view returns (uint256);

    /// @notice Accounts in the order of their numbers.
    /// @param start First position, from 0.
    /// @param limit Most accounts to return.
    /// @return The accounts; zero for one that has only voted so far, and claimed nothing.
    function accounts(uint256 start, uint256 limit) external view returns (address[] memory);

    /// @notice What an account is and has in this dataset.
    /// @param account Any account.
    /// @return Its state.
    function accountOf(address account) external view returns (AccountState memory);

    /// @notice What an account can claim in a page of batches.
    /// @param account Any account.
    /// @param start First batch.
    /// @param limit Most batches to look at.
    /// @return batchIds The batches, to be handed to `claim`.
    /// @return points Points they give.
    /// @return amount Money they give.
    /// @return next The batch after the last one looked at.
    function claimable(
        address account,
        uint256 start,
        uint256 limit
    )
        external
        view
        returns (uint256[] memory batchIds, uint256 points, uint256 amount, uint256 next);
}
