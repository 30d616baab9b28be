// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICampaignPlays} from "../../interfaces/ICampaignPlays.sol";
import {ICampaignReveals} from "../../interfaces/ICampaignReveals.sol";
import {AnnotationBytes} from "../libraries/AnnotationBytes.sol";
import {PlayStore} from "../libraries/PlayStore.sol";
import {RecordStore} from "../libraries/RecordStore.sol";
import {CampaignAssignments} from "./CampaignAssignments.sol";

/// @title CampaignPlays
/// @notice The plays of the AnnotationCampaign, as they are handed in and revealed.
abstract contract CampaignPlays is CampaignAssignments, ICampaignReveals {
    using PlayStore for PlayStore.Entries;

    uint256 private constant _LOOKS_A_DRAW = 3;

    /// @inheritdoc ICampaignPlays
    function playSealed(uint256 image, bytes32 commitment, bool drawNext) external {
        Terms memory agreed = _terms();
        if (!agreed.sealedPlays) revert PlaysAreOpen();
        if (commitment == 0) revert CommitmentZero();
        PlayCounts memory played = _playCounts();
        uint256 number = _numbers[msg.sender];
        Activity memory own = _handIn(agreed, played, number, image);
        _commitments[_commitmentKey(number, image)] = commitment;
        emit ImageHandedIn(msg.sender, image, commitment);
        _finish(agreed, played, own, number, drawNext);
    }

    /// @inheritdoc ICampaignPlays
    function playOpen(uint256 image, bytes calldata annotations, bool drawNext) external {
        Terms memory agreed = _terms();
        if (agreed.sealedPlays) revert PlaysAreSealed();
        PlayCounts memory played = _playCounts();
        uint256 number = _numbers[msg.sender];
        Activity memory own = _handIn(agreed, played, number, image);
        emit ImageHandedIn(msg.sender, image, 0);
        AnnotationBytes.check(annotations, agreed.annotationsPerPlay);
        bytes memory blob = new bytes(PlayStore.OVERHEAD + annotations.length);
        PlayStore.append(blob, 0, number, annotations);
        _keep(played, msg.sender, image, 0);
        _write(played, blob);
        _finish(agreed, played, own, number, drawNext);
    }

    /// @inheritdoc ICampaignReveals
    function reveal(Reveal[] calldata reveals) external {
        Terms memory agreed = _terms();
        PlayCounts memory played = _playCounts();
        if (_isPlayOpen(agreed, played)) revert WrongPhase(Phase.Play, Phase.Reveal);
        if (!_isRevealOpen(agreed, played)) revert RevealsOver(agreed.revealUntil);
        bytes memory blob = new bytes(_lengthOf(reveals));
        uint256 end;
        for (uint256 i; i < reveals.length; ++i) {
            Reveal calldata one = reveals[i];
            _requireImage(agreed, one.image);
            uint256 number = _numbers[one.player];
            if (!_open(number, one)) continue;
            AnnotationBytes.check(one.annotations, agreed.annotationsPerPlay);
            _keep(played, one.player, one.image, end);
            end = PlayStore.append(blob, end, number, one.annotations);
        }
        if (end == 0) revert NothingToReveal(reveals[0].player, reveals[0].image);
        // What was passed over needs no room.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(blob, end)
        }
        _write(played, blob);
        _storePlayCounts(played);
    }

    /// @inheritdoc ICampaignReveals
    function playsOf(
        uint256 image
    ) external view returns (address[] memory players, bytes[] memory annotations) {
        Terms memory agreed = _terms();
        _requireImage(agreed, image);
        (uint256[] memory numbers, bytes memory plays) = _entries.read(
            image,
            _headers[image].revealed,
            agreed.annotationsPerPlay,
            0
        );
        players = new address[](numbers.length);
        for (uint256 i; i < numbers.length; ++i) {
            players[i] = _accounts[numbers[i]].account;
        }
        annotations = PlayStore.split(plays, numbers.length);
    }

    /// @inheritdoc ICampaignPlays
    function commitmentOf(address player, uint256 image) external view returns (bytes32) {
        _requireImage(_terms(), image);
        return _commitments[_commitmentKey(_numbers[player], image)];
    }

    /// @inheritdoc ICampaignPlays
    function commitmentFor(
        address player,
        uint256 image,
        bytes32 salt,
        bytes calldata annotations
    ) public view returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    block.chainid,
                    address(this),
                    player,
                    image,
                    salt,
                    keccak256(annotations)
                )
            );
    }

    /// @dev Takes the image from the hand of the player; both are the caller's to store.
    function _handIn(
        Terms memory agreed,
        PlayCounts memory played,
        uint256 number,
        uint256 image
    ) private returns (Activity memory own) {
        if (!_isPlayOpen(agreed, played)) revert PlayOver(agreed.playUntil);
        own = _activityOf(number);
        if (own.inHand == 0 || own.inHand - 1 != image) revert NotInHand(image, msg.sender);
        if (block.timestamp > own.heldUntil) revert AssignmentExpired(image, own.heldUntil);
        own.inHand = 0;
        ++own.handedIn;
        ++played.handedIn;
        ImageHeader storage header = _headers[image];
        --header.inHand;
        if (++header.handedIn == agreed.annotators) ++played.attempted;
    }

    /// @dev Draws the next image if that is asked for, and stores what the play changed.
    function _finish(
        Terms memory agreed,
        PlayCounts memory played,
        Activity memory own,
        uint256 number,
        bool drawNext
    ) private {
        if (drawNext) {
            // The player holds nothing now, so its own slot is not among those that this changes.
            _returnExpired(agreed, played, _LOOKS_A_DRAW);
            if (!_drawNext(agreed, played, own, number)) emit NoImageDrawn(msg.sender);
        }
        _storeActivity(number, own);
        _storePlayCounts(played);
    }

    /// @dev Takes the commitment away if the play is what it says; false if there is none.
    function _open(uint256 number, Reveal calldata one) private returns (bool) {
        uint256 key = _commitmentKey(number, one.image);
        bytes32 commitment = _commitments[key];
        if (commitment == 0) return false;
        if (commitment != commitmentFor(one.player, one.image, one.salt, one.annotations)) {
            revert WrongReveal(one.player, one.image);
        }
        delete _commitments[key];
        return true;
    }

    /// @dev Notes a play that stands at this offset of the blob to come.
    function _keep(
        PlayCounts memory played,
        address player,
        uint256 image,
        uint256 offset
    ) private {
        ImageHeader storage header = _headers[image];
        uint256 position = header.revealed;
        _entries.add(image, position, played.blobs, offset);
        header.revealed = uint8(position + 1);
        ++played.revealedPlays;
        if (position == 0) {
            _pages[image / _PAGE].revealed |= 1 << (image % _PAGE);
            ++played.revealedImages;
        }
        emit PlayRevealed(player, image);
    }

    function _write(PlayCounts memory played, bytes memory blob) private {
        RecordStore.writeFromMemory(blob, played.blobs);
        ++played.blobs;
    }

    function _lengthOf(Reveal[] calldata reveals) private pure returns (uint256 length) {
        if (reveals.length == 0) revert NoReveals();
        for (uint256 i; i < reveals.length; ++i) {
            length += PlayStore.OVERHEAD + reveals[i].annotations.length;
        }
        if (length > RecordStore.MAX_LENGTH) {
            revert RevealsTooLong(length, RecordStore.MAX_LENGTH);
        }
    }
}
