// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICampaignPlays} from "../../interfaces/ICampaignPlays.sol";
import {AssignmentQueue} from "../libraries/AssignmentQueue.sol";
import {ImageDraw} from "../libraries/ImageDraw.sol";
import {CampaignPlayers} from "./CampaignPlayers.sol";

/// @title CampaignAssignments
/// @notice Which player holds which image of the AnnotationCampaign.
abstract contract CampaignAssignments is CampaignPlayers, ICampaignPlays {
    using AssignmentQueue for AssignmentQueue.Queue;

    /// @dev More than one, so that what expired in bulk is worked off by the draws that follow.
    uint256 private constant _LOOKS_A_DRAW = 3;

    /// @inheritdoc ICampaignPlays
    function draw(Admission calldata admission) external returns (uint256 image) {
        Terms memory agreed = _terms();
        if (!_isPlayOpen(agreed, _playCounts())) revert PlayOver(agreed.playUntil);
        uint256 number = _admit(agreed, Role.Player, admission);
        PlayCounts memory played = _playCounts();
        _returnExpired(agreed, played, _LOOKS_A_DRAW);
        Activity memory own = _activityOf(number);
        if (own.inHand != 0) {
            image = own.inHand - 1;
            if (block.timestamp <= own.heldUntil) revert ImageInHand(image, msg.sender);
            _return(agreed, own, msg.sender, true);
        }
        if (!_drawNext(agreed, played, own, number)) revert NoImageLeft(msg.sender);
        image = own.inHand - 1;
        _storeActivity(number, own);
        _storePlayCounts(played);
    }

    /// @inheritdoc ICampaignPlays
    function giveBack() external {
        uint256 number = _numbers[msg.sender];
        Activity memory own = _activityOf(number);
        if (own.inHand == 0) revert NoImageInHand(msg.sender);
        _return(_terms(), own, msg.sender, false);
        _storeActivity(number, own);
    }

    /// @inheritdoc ICampaignPlays
    function returnExpired(uint256 limit) external {
        PlayCounts memory played = _playCounts();
        _returnExpired(_terms(), played, limit);
        _storePlayCounts(played);
    }

    /// @inheritdoc ICampaignPlays
    function imagesHad(address player, uint256 page) external view returns (uint256) {
        return _had[_hadKey(_numbers[player], page)];
    }

    /// @dev Draws for a player without an image; `own` and `played` are the caller's to store.
    function _drawNext(
        Terms memory agreed,
        PlayCounts memory played,
        Activity memory own,
        uint256 number
    ) internal returns (bool found) {
        bytes32 random = keccak256(abi.encode(block.prevrandao, msg.sender, played.draws));
        uint256 image;
        (found, image) = ImageDraw.pick(agreed.imageCount, random, number, _candidates);
        if (!found) return false;
        uint256 bit = 1 << (image % _PAGE);
        _had[_hadKey(number, image / _PAGE)] |= bit;
        ImageHeader storage header = _headers[image];
        uint256 taken = uint256(++header.inHand) + header.handedIn;
        if (taken == agreed.annotators) _pages[image / _PAGE].full |= bit;

        uint256 heldUntil = block.timestamp + agreed.assignmentPeriod;
        if (heldUntil > agreed.playUntil) heldUntil = agreed.playUntil;
        own.inHand = uint24(image + 1);
        own.heldUntil = uint40(heldUntil);
        own.ticket = played.draws;
        _queue.put(played.draws, number);
        ++played.draws;
        emit ImageDrawn(msg.sender, image, heldUntil);
    }

    /// @dev Looks at the oldest draws that may still be in hand. `played` is the caller's to store.
    function _returnExpired(Terms memory agreed, PlayCounts memory played, uint256 looks) internal {
        uint256 end = played.draws;
        if (looks < end - played.returned) end = played.returned + looks;
        while (played.returned < end) {
            uint256 number = _queue.numberAt(played.returned);
            Activity memory held = _activityOf(number);
            // A draw of which the player has got rid since is passed over.
            if (held.inHand != 0 && held.ticket == played.returned) {
                if (block.timestamp <= held.heldUntil) return;
                _return(agreed, held, _accounts[number].account, true);
                _storeActivity(number, held);
            }
            ++played.returned;
        }
    }

    /// @dev `held` is the caller's to store.
    function _return(
        Terms memory agreed,
        Activity memory held,
        address holder,
        bool expired
    ) private {
        uint256 image = held.inHand - 1;
        held.inHand = 0;
        ImageHeader storage header = _headers[image];
        uint256 taken = uint256(header.inHand) + header.handedIn;
        --header.inHand;
        if (taken == agreed.annotators) _pages[image / _PAGE].full &= ~(1 << (image % _PAGE));
        emit ImageReturned(holder, image, expired);
    }

    function _candidates(uint256 number, uint256 page) private view returns (uint256) {
        return ~(_pages[page].full | _had[_hadKey(number, page)]);
    }
}
