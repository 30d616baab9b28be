// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCastLib} from "solady/utils/SafeCastLib.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";

import {ICampaignPayout} from "../../interfaces/ICampaignPayout.sol";
import {PayoutRule} from "../libraries/PayoutRule.sol";
import {CampaignRanking} from "./CampaignRanking.sol";

/// @title CampaignPayout
/// @notice The money of the AnnotationCampaign.
abstract contract CampaignPayout is CampaignRanking {
    using SafeCastLib for uint256;

    /// @inheritdoc ICampaignPayout
    function withdraw(address account) external {
        _withdraw(account, account);
    }

    /// @inheritdoc ICampaignPayout
    function withdrawTo(address recipient) external {
        _withdraw(msg.sender, recipient);
    }

    /// @inheritdoc ICampaignPayout
    function owed(address account) external view returns (uint256 amount) {
        amount = _credits[account];
        Terms memory agreed = _terms();
        if (_phase(agreed) != Phase.Payout) return amount;
        if (!_settlement.isFixed) {
            (uint256 toTreasury, uint256 toSponsor) = _shares(agreed);
            if (account == agreed.treasury) amount += toTreasury;
            if (account == _sponsor()) amount += toSponsor;
        }
        uint256 number = _numbers[account];
        if (_isToBePaid(number)) amount += _rewardOf(agreed, number);
    }

    /// @inheritdoc ICampaignPayout
    function books() external view returns (Books memory all) {
        Terms memory agreed = _terms();
        Funds memory stored = _funds;
        all.feesEarned = stored.feesEarned;
        all.rewards = stored.rewards;
        all.credited = stored.credited;
        if (_settlement.isFixed) return all;
        all.sponsored = _allBets(agreed);
        all.added = stored.added;
        all.fees = _allFees(agreed) - stored.feesGranted;
    }

    function _withdraw(address account, address recipient) private {
        Terms memory agreed = _terms();
        bool isOver = _phase(agreed) == Phase.Payout;
        if (isOver && !_settlement.isFixed) _fix(agreed);
        uint256 amount = _credits[account];
        uint256 number = _numbers[account];
        bool isToBePaid = isOver && _isToBePaid(number);
        if (amount == 0 && !isToBePaid) revert NothingToWithdraw(account);
        // All before the account is called, so that it finds nothing when it calls back.
        _credits[account] = 0;
        _funds.credited -= amount;
        if (isToBePaid) amount += _takeReward(agreed, number);
        emit Withdrawn(account, recipient, amount);
        SafeTransferLib.safeTransferETH(recipient, amount);
    }

    /// @dev Once, when all players are placed: from here on all the money is somebody's.
    function _fix(Terms memory agreed) private {
        (uint256 toTreasury, uint256 toSponsor) = _shares(agreed);
        uint256 pot = _placing.pot;
        _settlement.isFixed = true;
        _funds.rewards = pot.toUint128();
        _credit(agreed.treasury, toTreasury);
        _credit(_sponsor(), toSponsor);
        emit PayoutFixed(pot, toTreasury, toSponsor);
    }

    /// @dev With the last reward the dust is known. A reward of 0 is taken too.
    function _takeReward(Terms memory agreed, uint256 number) private returns (uint256 reward) {
        reward = _rewardOf(agreed, number);
        _accounts[number].isPaid = true;
        uint256 left = _funds.rewards - reward;
        if (++_settlement.paidPlayers == _settlement.scoredPlayers) {
            _credit(agreed.treasury, left);
            if (left != 0) emit DustCollected(left);
            left = 0;
        }
        _funds.rewards = uint128(left);
    }

    function _credit(address account, uint256 amount) private {
        if (amount == 0) return;
        _funds.credited += amount;
        _credits[account] += amount;
    }

    function _rewardOf(Terms memory agreed, uint256 number) private view returns (uint256) {
        uint256 weight = _weightOf(agreed, _settlement.countedPlayers, _accounts[number].activity);
        return PayoutRule.reward(_placing.pot, _betOf(agreed, number) * weight, _placing.points);
    }

    function _isToBePaid(uint256 number) private view returns (bool) {
        Account storage own = _accounts[number];
        return own.activity.position != 0 && !own.isPaid;
    }

    /// @dev Beside the pot: the bets of those without a score, and what was not used.
    function _shares(
        Terms memory agreed
    ) private view returns (uint256 toTreasury, uint256 toSponsor) {
        Funds memory stored = _funds;
        uint256 counted = _settlement.countedPlays * uint256(agreed.sponsoredBet);
        toTreasury = counted + stored.added - _placing.pot;
        toSponsor = _allBets(agreed) - counted + _allFees(agreed) - stored.feesGranted;
    }

    function _allBets(Terms memory agreed) private pure returns (uint256) {
        return uint256(agreed.imageCount) * agreed.annotators * agreed.sponsoredBet;
    }

    function _allFees(Terms memory agreed) private pure returns (uint256) {
        return uint256(agreed.imageCount) * agreed.validators * agreed.validatorFee;
    }
}
