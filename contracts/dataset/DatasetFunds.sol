// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCastLib} from "solady/utils/SafeCastLib.sol";

import {IDatasetRecords} from "../../interfaces/IDatasetRecords.sol";
import {DatasetRules} from "./DatasetRules.sol";

/// @title DatasetFunds
/// @notice Every move of a CollaborativeDataset's money from one purpose to another.
/// @dev What one function takes from a purpose it gives to another, so the sum never changes
/// without the contract's balance.
abstract contract DatasetFunds is DatasetRules {
    using SafeCastLib for uint256;

    /// @dev A batch comes in: its deposits, and the most it can earn.
    function _takeIn(Rules memory ruled, uint256 count) internal {
        uint256 deposit = count * ruled.depositPerRecord;
        if (msg.value != deposit) revert IDatasetRecords.WrongValue(msg.value, deposit);
        if (deposit != 0) _funds.deposits += deposit.toUint128();
        uint256 needed = _mostEarned(ruled, count);
        if (needed == 0) return;
        uint256 pool = _funds.pool;
        if (needed > pool) revert IDatasetRecords.RewardPoolTooSmall(needed, pool);
        _funds.pool -= needed.toUint128();
        _funds.reserved += needed.toUint128();
    }

    /// @dev A batch is closed: what it did not earn, and the deposits of discarded records.
    function _returnToPool(
        Rules memory ruled,
        uint256 count,
        uint256 validated,
        uint256 discarded,
        uint256 agreements
    ) internal {
        uint256 earned = validated * ruled.rewardPerRecord + agreements * ruled.rewardPerVote;
        uint128 unearned = (_mostEarned(ruled, count) - earned).toUint128();
        uint128 forfeit = (discarded * ruled.depositPerRecord).toUint128();
        if (forfeit != 0) _funds.deposits -= forfeit;
        if (unearned != 0) _funds.reserved -= unearned;
        if (unearned + forfeit != 0) _funds.pool += unearned + forfeit;
    }

    /// @dev What was reserved and deposited is due to an account.
    function _credit(address account, uint256 reward, uint256 deposit) internal {
        if (reward != 0) _funds.reserved -= reward.toUint128();
        if (deposit != 0) _funds.deposits -= deposit.toUint128();
        _addCredit(account, reward + deposit);
    }

    function _addCredit(address account, uint256 amount) internal {
        if (amount == 0) return;
        _funds.credited += amount;
        _credits[account] += amount;
    }

    function _mostEarned(Rules memory ruled, uint256 count) private pure returns (uint256) {
        return count * (ruled.rewardPerRecord + uint256(ruled.votesNeeded) * ruled.rewardPerVote);
    }
}
