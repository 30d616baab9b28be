// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCastLib} from "solady/utils/SafeCastLib.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";

import {IDatasetRewards} from "../../interfaces/IDatasetRewards.sol";
import {Pages} from "../libraries/Pages.sol";
import {DatasetClaims} from "./DatasetClaims.sol";

/// @title DatasetRewards
/// @notice The money of the CollaborativeDataset.
abstract contract DatasetRewards is DatasetClaims {
    /// @inheritdoc IDatasetRewards
    function fund() external payable {
        uint256 deadline = _rules().contributionDeadline;
        if (deadline != 0 && block.timestamp > deadline) revert ContributionsOver(deadline);
        _funds.pool += SafeCastLib.toUint128(msg.value);
        emit PoolFunded(msg.sender, msg.value);
    }

    /// @inheritdoc IDatasetRewards
    function releaseStake(address account) external {
        Account storage own = _accounts[account];
        if (own.status != ValidatorStatus.Leaving) revert NotLeaving(account);
        uint256 releasedAt = own.stakeReleasedAt;
        if (block.timestamp < releasedAt) revert StakeLocked(account, releasedAt);
        own.status = ValidatorStatus.None;
        own.stakeReleasedAt = 0;
        uint256 stake = _rules().validatorStake;
        if (stake != 0) _funds.stakes -= SafeCastLib.toUint128(stake);
        _addCredit(account, stake);
        emit StakeReleased(account, stake);
    }

    /// @inheritdoc IDatasetRewards
    function withdraw(address account) external {
        uint256 amount = _credits[account];
        if (amount == 0) revert NothingToWithdraw(account);
        // Before the account is called, so that it finds nothing when it calls back.
        _credits[account] = 0;
        _funds.credited -= amount;
        emit Withdrawn(account, amount);
        SafeTransferLib.safeTransferETH(account, amount);
    }

    /// @inheritdoc IDatasetRewards
    function reclaimPool() external {
        uint256 deadline = _rules().contributionDeadline;
        if (deadline == 0) revert PoolStays();
        if (block.timestamp <= deadline) revert PoolInUse(deadline);
        uint256 amount = _funds.pool;
        _funds.pool = 0;
        _addCredit(creator(), amount);
        emit PoolReclaimed(creator(), amount);
    }

    /// @inheritdoc IDatasetRewards
    function funds() external view returns (Funds memory) {
        StoredFunds storage stored = _funds;
        return
            Funds({
                pool: stored.pool,
                reserved: stored.reserved,
                deposits: stored.deposits,
                stakes: stored.stakes,
                credited: stored.credited
            });
    }

    /// @inheritdoc IDatasetRewards
    function accountCount() external view returns (uint256) {
        return _counts.accounts;
    }

    /// @inheritdoc IDatasetRewards
    function accounts(uint256 start, uint256 limit) external view returns (address[] memory page) {
        (uint256 from, uint256 to) = Pages.bounds(start, limit, _counts.accounts);
        page = new address[](to - from);
        for (uint256 i; i < page.length; ++i) {
            page[i] = _accountAt[from + i + 1];
        }
    }

    /// @inheritdoc IDatasetRewards
    function accountOf(address account) external view returns (AccountState memory) {
        Account storage own = _accounts[account];
        return
            AccountState({
                number: own.number,
                points: own.points,
                credit: _credits[account],
                status: own.status,
                stakeReleasedAt: own.stakeReleasedAt
            });
    }
}
