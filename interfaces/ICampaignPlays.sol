// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {ICampaignBase} from "./ICampaignBase.sol";

/// @title Plays of an annotation campaign
/// @notice A player draws an image, looks at it, and hands in its annotations while it draws the
/// next one. It holds one image at a time and never gets one twice.
/// @dev Randomness is keccak256 of PREVRANDAO, the player and a counter. Every candidate (an image
/// that lacks plays and that the player has not had) is equally likely. What that promises: no
/// player can choose its image, for it holds one at a time and an image given back does not come
/// again. What it does not: the proposer of a block knows PREVRANDAO before it publishes, and can
/// withhold the block; a contract can look at what it drew within its transaction and revert, and
/// so take part only in blocks that suit it. Neither shows others' annotations of a sealed play.
interface ICampaignPlays {
    /// @notice Plays are sealed in this campaign; hand in a commitment.
    error PlaysAreSealed();
    /// @notice Plays are open in this campaign; hand in annotations.
    error PlaysAreOpen();
    /// @notice A commitment of zero would be none.
    error CommitmentZero();
    /// @notice The account does not hold this image.
    error NotInHand(uint256 image, address player);
    /// @notice The account holds this image; hand it in or give it back first.
    error ImageInHand(uint256 image, address player);
    /// @notice The account holds no image.
    error NoImageInHand(address player);
    /// @notice The image could be handed in until `heldUntil`; it returns to the draw.
    error AssignmentExpired(uint256 image, uint256 heldUntil);
    /// @notice No image lacks plays that the player has not had. Others may return their images.
    error NoImageLeft(address player);
    /// @notice An annotation has 9 bytes.
    error WrongLength(uint256 length);
    /// @notice More annotations than a play may have.
    error TooManyAnnotations(uint256 count, uint256 maximum);
    /// @notice The annotation at this position, from 0, has a height or a width of 0.
    error EmptyBox(uint256 position);

    /// @notice A player drew an image.
    /// @param player The player.
    /// @param image The image.
    /// @param heldUntil Last second at which it can hand it in.
    event ImageDrawn(address indexed player, uint256 indexed image, uint256 heldUntil);
    /// @notice A player handed an image in; where plays are open, `PlayRevealed` follows.
    /// @param player The player.
    /// @param image The image.
    /// @param commitment What it committed to; zero where plays are open.
    event ImageHandedIn(address indexed player, uint256 indexed image, bytes32 commitment);
    /// @notice A player handed in and asked for the next image, and there was none.
    /// @param player The player.
    event NoImageDrawn(address indexed player);
    /// @notice An image went back to the draw.
    /// @param player Who held it.
    /// @param image The image.
    /// @param expired Whether its time was over; otherwise the player gave it back.
    event ImageReturned(address indexed player, uint256 indexed image, bool expired);

    /// @notice Draws an image for the caller, who holds none, or one whose time is over, which
    /// then returns. The caller's first call is this one.
    /// @param admission See `Admission`.
    /// @return image The image.
    function draw(ICampaignBase.Admission calldata admission) external returns (uint256 image);

    /// @notice Hands in the image in hand, sealed, and draws the next one in the same transaction.
    /// If there is none left, `NoImageDrawn` says so.
    /// @param image The image in hand.
    /// @param commitment See `commitmentFor`; not zero.
    /// @param drawNext Whether to draw the next one.
    function playSealed(uint256 image, bytes32 commitment, bool drawNext) external;

    /// @notice Hands in the image in hand, open, and draws the next one in the same transaction.
    /// If there is none left, `NoImageDrawn` says so.
    /// @param image The image in hand.
    /// @param annotations Nine bytes each: x and y of the top-left corner, height, width, in
    /// pixels, big-endian, two bytes each, neither height nor width 0, and the class, one byte.
    /// None at all is a play too.
    /// @param drawNext Whether to draw the next one.
    function playOpen(uint256 image, bytes calldata annotations, bool drawNext) external;

    /// @notice Gives back the image in hand, which the caller never gets again.
    function giveBack() external;

    /// @notice Returns to the draw what was held for too long, by anyone. Every draw does so for
    /// three draws.
    /// @param limit Most draws to look at, the oldest first.
    function returnExpired(uint256 limit) external;

    /// @notice The commitment to a play:
    /// keccak256(abi.encode(chain id, campaign, player, image, salt, keccak256(annotations))).
    /// @param player Who plays.
    /// @param image The image.
    /// @param salt 32 bytes that nobody can guess, another for each play.
    /// @param annotations As `playOpen` takes them.
    /// @return The commitment.
    function commitmentFor(
        address player,
        uint256 image,
        bytes32 salt,
        bytes calldata annotations
    ) external view returns (bytes32);

    /// @notice The commitment that waits to be revealed.
    /// @param player The player.
    /// @param image The image.
    /// @return The commitment; zero if there is none, or it is revealed.
    function commitmentOf(address player, uint256 image) external view returns (bytes32);

    /// @notice The images that a player has had, whatever became of them.
    /// @param player The player.
    /// @param page Page of 256 images, from 0.
    /// @return Bit i is set if it has had the image 256 * page + i.
    function imagesHad(address player, uint256 page) external view returns (uint256);
}
