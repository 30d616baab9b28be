// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LibClone} from "solady/utils/LibClone.sol";
import {SSTORE2} from "solady/utils/SSTORE2.sol";

import {IAnnotationCampaignFactory} from "../interfaces/IAnnotationCampaignFactory.sol";
import {ICampaignTerms} from "../interfaces/ICampaignTerms.sol";
import {Clustering} from "./libraries/Clustering.sol";
import {PackedTerms} from "./libraries/PackedTerms.sol";
import {PackedVotes} from "./libraries/PackedVotes.sol";
import {Pages} from "./libraries/Pages.sol";
import {RecordStore} from "./libraries/RecordStore.sol";

/// @title AnnotationCampaignFactory
/// @notice Opens campaigns as clones that carry their terms in their own code.
contract AnnotationCampaignFactory is IAnnotationCampaignFactory {
    using Pages for bytes32[];

    uint256 private constant _MAX_IMAGES = 65_536;
    /// @dev Twice the greatest distance along one axis, which merges whatever is merged at all.
    uint256 private constant _MAX_DISTANCE = 131_070;

    address private immutable _IMPLEMENTATION;

    /// @inheritdoc IAnnotationCampaignFactory
    mapping(address campaign => bool opened) public isCampaign;

    bytes32[] private _campaigns;

    /// @notice Makes a factory of campaigns that run this code.
    /// @param code An AnnotationCampaign, for all campaigns of this factory.
    constructor(address code) {
        _IMPLEMENTATION = code;
    }

    /// @inheritdoc IAnnotationCampaignFactory
    function open(
        ICampaignTerms.Terms calldata terms,
        bytes calldata description
    ) external payable returns (address campaign) {
        if (description.length == 0 || description.length > RecordStore.MAX_LENGTH) {
            revert BadDescriptionLength(description.length, RecordStore.MAX_LENGTH);
        }
        _checkNumbers(terms);
        _checkDeadlines(terms);
        uint256 due = price(terms);
        if (msg.value != due) revert WrongPayment(msg.value, due);

        campaign = LibClone.clone(
            msg.value,
            _IMPLEMENTATION,
            PackedTerms.encode(terms, msg.sender, SSTORE2.write(description))
        );
        isCampaign[campaign] = true;
        _campaigns.push(bytes32(uint256(uint160(campaign))));
        emit CampaignOpened(campaign, msg.sender, terms.imagesRoot);
    }

    /// @inheritdoc IAnnotationCampaignFactory
    function implementation() external view returns (address) {
        return _IMPLEMENTATION;
    }

    /// @inheritdoc IAnnotationCampaignFactory
    function campaignCount() external view returns (uint256) {
        return _campaigns.length;
    }

    /// @inheritdoc IAnnotationCampaignFactory
    function campaigns(uint256 start, uint256 limit) external view returns (address[] memory page) {
        return _campaigns.addresses(start, limit);
    }

    /// @inheritdoc IAnnotationCampaignFactory
    function price(ICampaignTerms.Terms calldata terms) public pure returns (uint256) {
        uint256 bets = uint256(terms.annotators) * terms.sponsoredBet;
        uint256 fees = uint256(terms.validators) * terms.validatorFee;
        return terms.imageCount * (bets + fees);
    }

    function _checkDeadlines(ICampaignTerms.Terms calldata terms) private view {
        if (terms.assignmentPeriod == 0) revert AssignmentPeriodZero();
        uint256 last = _later(terms.playUntil, block.timestamp);
        if (terms.sealedPlays) last = _later(terms.revealUntil, last);
        else if (terms.revealUntil != 0) revert UnusedDeadline(terms.revealUntil);
        if (terms.validators != 0) _later(terms.validateUntil, last);
        else if (terms.validateUntil != 0) revert UnusedDeadline(terms.validateUntil);
    }

    function _checkNumbers(ICampaignTerms.Terms calldata terms) private pure {
        if (terms.treasury == address(0)) revert TreasuryZero();
        if (terms.imagesRoot == 0) revert ImagesRootZero();
        if (terms.imageCount == 0 || terms.imageCount > _MAX_IMAGES) {
            revert BadImageCount(terms.imageCount, _MAX_IMAGES);
        }
        if (terms.annotators == 0) revert AnnotatorsZero();
        if (terms.annotationsPerPlay == 0) revert AnnotationsPerPlayZero();
        if (!Clustering.fits(terms.annotators, terms.annotationsPerPlay)) {
            revert TooManyToSettle(terms.annotators, terms.annotationsPerPlay);
        }
        if (terms.validators > PackedVotes.MAX_VOTES) {
            revert TooManyValidators(terms.validators, PackedVotes.MAX_VOTES);
        }
        if (terms.validators == 0 && terms.validatorFee != 0) revert UnusedFee(terms.validatorFee);
        if (terms.distance > _MAX_DISTANCE) revert BadDistance(terms.distance, _MAX_DISTANCE);
        if (terms.payoutTolerance != 0 && terms.payoutTolerance >= terms.distance) {
            revert BadPayoutTolerance(terms.payoutTolerance, terms.distance);
        }
        if (terms.confirmation > 100) revert BadConfirmation(terms.confirmation);
    }

    function _later(uint256 deadline, uint256 previous) private pure returns (uint256) {
        if (deadline <= previous) revert DeadlineTooEarly(deadline, previous);
        return deadline;
    }
}
