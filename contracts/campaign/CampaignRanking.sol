// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICampaignPayout} from "../../interfaces/ICampaignPayout.sol";
import {PayoutRule} from "../libraries/PayoutRule.sol";
import {CampaignReview} from "./CampaignReview.sol";

/// @title CampaignRanking
/// @notice The order of the players of the AnnotationCampaign, and their positions.
/// @dev The order is a list linked by `next`; the last one links to itself, so that 0 is none.
abstract contract CampaignRanking is CampaignReview, ICampaignPayout {
    /// @inheritdoc ICampaignPayout
    function rank(uint24 previous, uint24[] calldata numbers) external {
        if (numbers.length == 0) revert NobodyToRank();
        _requirePhase(_terms(), Phase.Ranking);
        if (previous != 0 && _accounts[previous].activity.next == 0) revert NotRanked(previous);
        SettlementCounts memory settled = _settlementCounts();
        uint256 before = settled.rankedPlayers;
        for (uint256 i; i < numbers.length; ++i) {
            _insert(settled, previous, numbers[i]);
            previous = numbers[i];
        }
        if (settled.rankedPlayers == before) revert AlreadyRanked(numbers[0]);
        _storeSettlementCounts(settled);
        emit PlayersRanked(settled.rankedPlayers, settled.scoredPlayers);
    }

    /// @inheritdoc ICampaignPayout
    function place(uint256 limit) external {
        Terms memory agreed = _terms();
        _requirePhase(agreed, Phase.Ranking);
        SettlementCounts memory settled = _settlementCounts();
        if (settled.rankedPlayers != settled.scoredPlayers) {
            revert RankingIncomplete(settled.rankedPlayers, settled.scoredPlayers);
        }
        Placing memory placing = _placing;
        for (; limit != 0 && settled.placedPlayers != settled.scoredPlayers; --limit) {
            uint24 number =
                placing.lastPlayer == 0
                    ? settled.firstPlayer
                    : _accounts[placing.lastPlayer].activity.next;
            Activity storage own = _accounts[number].activity;
            ++settled.placedPlayers;
            if (own.best != placing.lastBest) placing.lastPosition = settled.placedPlayers;
            placing.lastBest = own.best;
            placing.lastPlayer = number;
            own.position = placing.lastPosition;
            uint256 bet = _betOf(agreed, number);
            placing.pot += uint128(bet);
            placing.points += bet * _weightOf(agreed, settled.countedPlayers, own);
        }
        _placing = placing;
        _storeSettlementCounts(settled);
        emit PlayersPlaced(settled.placedPlayers, settled.scoredPlayers);
    }

    /// @inheritdoc ICampaignPayout
    function ranking() external view returns (Ranking memory) {
        Placing memory placing = _placing;
        return
            Ranking({
                first: _settlement.firstPlayer,
                lastPlaced: placing.lastPlayer,
                pot: placing.pot,
                points: placing.points,
                isFixed: _settlement.isFixed
            });
    }

    /// @dev What a player has in play: the sponsored bets of its plays that count, and its own.
    function _betOf(Terms memory agreed, uint256 number) internal view returns (uint256) {
        Account storage own = _accounts[number];
        return own.activity.countedPlays * uint256(agreed.sponsoredBet) + own.added;
    }

    /// @dev Points for each wei that a player with a position has in play.
    function _weightOf(
        Terms memory agreed,
        uint256 players,
        Activity storage own
    ) internal view returns (uint256) {
        if (agreed.payoutTolerance == 0) return PayoutRule.rankWeight(players, own.position);
        return PayoutRule.distanceWeight(own.best - 1, agreed.distance, agreed.payoutTolerance);
    }

    /// @dev Puts a player behind `previous`, or further on. The key of the order, (score, number),
    /// is one number.
    function _insert(SettlementCounts memory settled, uint24 previous, uint24 number) private {
        uint256 key = _keyOf(number);
        if (previous != 0 && _keyOf(previous) >= key) revert OutOfOrder(number, previous);
        Activity storage own = _accounts[number].activity;
        if (own.next != 0) return;
        uint24 following = previous == 0 ? settled.firstPlayer : _accounts[previous].activity.next;
        while (following != previous && _keyOf(following) < key) {
            previous = following;
            following = _accounts[previous].activity.next;
        }
        // Behind the last one, which links to itself, and in the empty order.
        own.next = following == previous ? number : following;
        if (previous == 0) settled.firstPlayer = number;
        else _accounts[previous].activity.next = number;
        ++settled.rankedPlayers;
    }

    function _keyOf(uint256 number) private view returns (uint256) {
        uint256 best = _accounts[number].activity.best;
        if (best == 0) revert NotScored(number);
        return (best << 24) | number;
    }
}
