// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {ICampaignTerms} from "./ICampaignTerms.sol";

/// @title AnnotationCampaignFactory
/// @notice Opens annotation campaigns and lists them. A campaign is a small contract that holds
/// its terms and borrows its code from one implementation. The factory has no power over it, and
/// passes all the money on.
interface IAnnotationCampaignFactory {
    /// @notice The description is empty or longer than one contract's code can hold.
    error BadDescriptionLength(uint256 length, uint256 maximum);
    /// @notice The treasury is missing, so bets of outliers could never leave.
    error TreasuryZero();
    /// @notice The images' root is missing.
    error ImagesRootZero();
    /// @notice No images, or more than `maximum`.
    error BadImageCount(uint256 imageCount, uint256 maximum);
    /// @notice No image would ever get a play.
    error AnnotatorsZero();
    /// @notice No play could have an annotation.
    error AnnotationsPerPlayZero();
    /// @notice With so many annotations, an image might take more gas to settle than one
    /// transaction has: annotators squared, times p * (p + 1) * (2 * p + 1) with p the annotations
    /// a play, is more than 100,000. See `annotationsPerPlay` of the terms.
    error TooManyToSettle(uint256 annotators, uint256 annotationsPerPlay);
    /// @notice More validators than `maximum`.
    error TooManyValidators(uint256 validators, uint256 maximum);
    /// @notice A fee, and nobody to earn it.
    error UnusedFee(uint256 validatorFee);
    /// @notice The distance is more than `maximum` pixels.
    error BadDistance(uint256 distance, uint256 maximum);
    /// @notice The payout's tolerance is not below the merge distance, so nobody could earn.
    error BadPayoutTolerance(uint256 tolerance, uint256 distance);
    /// @notice The confirmation is more than 100 percent.
    error BadConfirmation(uint256 confirmation);
    /// @notice No time to hand an image in.
    error AssignmentPeriodZero();
    /// @notice The deadline is not later than what comes before it.
    error DeadlineTooEarly(uint256 deadline, uint256 previous);
    /// @notice The deadline is of a phase that the campaign does not have.
    error UnusedDeadline(uint256 deadline);
    /// @notice The call's money is not what the campaign costs.
    error WrongPayment(uint256 paid, uint256 due);

    /// @notice A campaign was opened.
    /// @param campaign The campaign.
    /// @param sponsor Account that opened it.
    /// @param imagesRoot Merkle root of its images.
    event CampaignOpened(
        address indexed campaign,
        address indexed sponsor,
        bytes32 indexed imagesRoot
    );

    /// @notice Opens a campaign in the name of the caller; comes with exactly what `price` says.
    /// @param terms The terms, for good.
    /// @param description Name, objective, classes, keywords and the manifest's CID, as JSON in
    /// UTF-8, 1 to 24,575 bytes; the chain does not read it.
    /// @return campaign The campaign.
    function open(
        ICampaignTerms.Terms calldata terms,
        bytes calldata description
    ) external payable returns (address campaign);

    /// @notice What a campaign costs: `imageCount * (annotators * sponsoredBet + validators *
    /// validatorFee)` wei.
    /// @param terms The terms.
    /// @return The amount.
    function price(ICampaignTerms.Terms calldata terms) external pure returns (uint256);

    /// @notice The contract whose code the campaigns run.
    /// @return The implementation.
    function implementation() external view returns (address);

    /// @notice Whether this factory opened the campaign, so that it runs the code it should.
    /// @param campaign Any address.
    /// @return Whether it did.
    function isCampaign(address campaign) external view returns (bool);

    /// @notice Number of campaigns opened.
    /// @return Number of campaigns.
    function campaignCount() external view returns (uint256);

    /// @notice Campaigns in the order in which they were opened.
    /// @param start First position, from 0.
    /// @param limit Most campaigns to return; beyond the end there are none.
    /// @return The campaigns.
    function campaigns(uint256 start, uint256 limit) external view returns (address[] memory);
}
