// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCastLib} from "solady/utils/SafeCastLib.sol";

import {ICampaignPlayers} from "../../interfaces/ICampaignPlayers.sol";
import {Pages} from "../libraries/Pages.sol";
import {CampaignAdmission} from "./CampaignAdmission.sol";

/// @title CampaignPlayers
/// @notice Who takes part in the AnnotationCampaign.
abstract contract CampaignPlayers is CampaignAdmission, ICampaignPlayers {
    using SafeCastLib for uint256;

    /// @inheritdoc ICampaignPlayers
    function addBet(Admission calldata admission) external payable {
        Terms memory agreed = _terms();
        if (!_isPlayOpen(agreed, _playCounts())) revert PlayOver(agreed.playUntil);
        if (msg.value == 0) revert BetZero();
        uint256 number = _admit(agreed, Role.Player, admission);
        _accounts[number].added += msg.value.toUint88();
        _funds.added += msg.value.toUint128();
        emit BetAdded(msg.sender, msg.value);
    }

    /// @inheritdoc ICampaignPlayers
    function admissionDigest(address account, uint64 deadline) external view returns (bytes32) {
        return _admissionDigest(account, deadline);
    }

    /// @inheritdoc ICampaignPlayers
    function playerOf(address account) external view returns (PlayerState memory) {
        return _playerAt(account, _numbers[account]);
    }

    /// @inheritdoc ICampaignPlayers
    function playerStates(
        uint256 start,
        uint256 limit
    ) external view returns (PlayerState[] memory page) {
        (uint256 from, uint256 to) = Pages.bounds(start, limit, _counts.accounts);
        page = new PlayerState[](to - from);
        for (uint256 i; i < page.length; ++i) {
            uint256 number = from + i + 1;
            page[i] = _playerAt(_accounts[number].account, number);
        }
    }

    function _playerAt(
        address account,
        uint256 number
    ) private view returns (PlayerState memory state) {
        Account memory own = _accounts[number];
        Activity memory activity = own.activity;
        state.account = account;
        state.number = number;
        state.role = activity.role;
        state.added = own.added;
        state.handedIn = activity.handedIn;
        state.countedPlays = activity.countedPlays;
        state.next = activity.next;
        state.position = activity.position;
        state.isPaid = own.isPaid;
        if (activity.best != 0) (state.hasScore, state.score) = (true, activity.best - 1);
        if (activity.inHand == 0) return state;
        (state.hasImage, state.image) = (true, activity.inHand - 1);
        state.heldUntil = activity.heldUntil;
    }
}
