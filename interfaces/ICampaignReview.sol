// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {ICampaignBase} from "./ICampaignBase.sol";

/// @title Review of an annotation campaign
/// @notice Where the terms ask for validators, they vote on the settled images, a page of 256 with
/// one bitmap. It takes two thirds of a page's votes to reject an image; without votes the
/// settled result stands.
/// @dev Who holds enough votes decides. The sponsor gains from rejections, for its bets come back,
/// and if nobody is left with a score its treasury gets what the players added. It cannot vote
/// itself, but where the terms name no verifier a second account of its can be the first to vote
/// and reject everything, and so it is if the sponsor holds the verifier's key. Players should add
/// money, and the sponsor should expect players, only where the verifier is one both trust.
interface ICampaignReview {
    /// @notice A page: the images 256 * page to 256 * page + 255. Bit i is about the image
    /// 256 * page + i.
    /// @param full Has all its plays, or is in so many hands.
    /// @param revealed Has at least one revealed play.
    /// @param settled Is settled, or was abandoned.
    /// @param counted Its scores are counted, or it was rejected or abandoned.
    /// @param rejected Was rejected, of which the bits are 0 until the page is decided, or was
    /// abandoned, which no image of a page with votes can be.
    /// @param votes Number of votes on the page.
    /// @param isDecided Whether the votes are all in, or their time is over.
    struct Page {
        uint256 full;
        uint256 revealed;
        uint256 settled;
        uint256 counted;
        uint256 rejected;
        uint256 votes;
        bool isDecided;
    }

    /// @notice The campaign has no validators.
    error NoValidators();
    /// @notice Votes were taken until `validateUntil`.
    error ReviewOver(uint256 validateUntil);
    /// @notice Pages are numbered from 0 to `pageCount` - 1.
    error UnknownPage(uint256 page, uint256 pageCount);
    /// @notice The page has images to settle, or none at all; `revealed` and `settled` say which.
    error PageNotSettled(uint256 page, uint256 revealed, uint256 settled);
    /// @notice The votes on the page are all in.
    error VotesComplete(uint256 page);
    /// @notice The account has voted on the page before.
    error AlreadyVoted(uint256 page, address validator);
    /// @notice The vote rejects images of the page that have no revealed play.
    error BitsOutsidePage(uint256 page, uint256 bits);
    /// @notice The sponsor, who gains from a rejection, cannot vote from its own account.
    error SponsorCannotVote(address sponsor);
    /// @notice The page has `votes` votes, and may get more until `validateUntil`.
    error PageUndecided(uint256 page, uint256 votes, uint256 validateUntil);
    /// @notice The image is not settled, so there are no scores to count.
    error NotSettled(uint256 image);
    /// @notice The image was counted, or rejected.
    error AlreadyCounted(uint256 image);
    /// @notice There is not one list of scores for each image.
    error ScoresMismatch(uint256 images, uint256 scores);
    /// @notice These are not the scores that were settled; `resultOf` gives them.
    error WrongScores(uint256 image);
    /// @notice The account has no vote on the page.
    error NoVote(uint256 page, address validator);

    /// @notice A validator voted.
    /// @param page The page.
    /// @param validator The validator.
    /// @param rejections Bit i is set if it rejects the image 256 * page + i.
    event Voted(uint256 indexed page, address indexed validator, uint256 rejections);
    /// @notice The votes on a page were counted.
    /// @param page The page.
    /// @param votes Number of votes.
    /// @param rejected Bit i is set if the image 256 * page + i is rejected.
    event PageDecided(uint256 indexed page, uint256 votes, uint256 rejected);
    /// @notice The fees of a validator became due to it.
    /// @param validator The validator.
    /// @param amount How much.
    event FeesClaimed(address indexed validator, uint256 amount);

    /// @notice Votes on a page whose revealed images are all settled, once, until
    /// `validateUntil`. A validator can never play here, nor a player vote.
    /// @param page The page.
    /// @param rejections Bit i is set to reject the image 256 * page + i; images without a
    /// revealed play have no bit.
    /// @param admission See `Admission`.
    function vote(
        uint256 page,
        uint256 rejections,
        ICampaignBase.Admission calldata admission
    ) external;

    /// @notice Counts the scores of settled images, by anyone, once their pages are decided: with
    /// `validators` votes, or after `validateUntil`. An image counted before is passed over; a
    /// list of nothing else is refused. Where there are no validators, `settle` has done it.
    /// @param images The images.
    /// @param scores For each image what `resultOf` gives; for a rejected one they are not read.
    function count(uint256[] calldata images, uint256[][] calldata scores) external;

    /// @notice Makes the fees of a validator due to it, by anyone: on each page `validatorFee` for
    /// each image with a revealed play on which its vote agreed with the outcome. A page claimed
    /// before is passed over.
    /// @param validator The validator.
    /// @param pages Decided pages on which it voted.
    function claimFees(address validator, uint256[] calldata pages) external;

    /// @notice Pages in their order.
    /// @param start First page, from 0.
    /// @param limit Most pages to return; beyond the end there are none.
    /// @return Their states.
    function pageStates(uint256 start, uint256 limit) external view returns (Page[] memory);

    /// @notice The votes on a page, in the order in which they came.
    /// @param page The page.
    /// @return validators Who voted.
    /// @return rejections What each voted.
    /// @return claimed Whether each has claimed its fees there.
    function votesOf(
        uint256 page
    )
        external
        view
        returns (address[] memory validators, uint256[] memory rejections, bool[] memory claimed);
}
