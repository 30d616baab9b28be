// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IClusterer} from "./IClusterer.sol";

/// @title Settlement of an annotation campaign
/// @notice The clusters of each image are computed on the chain from the revealed annotations, by
/// the clustering rule; the result depends on nothing that the caller chooses.
interface ICampaignSettlement {
    /// @notice Where an image is. Waiting: nothing is revealed, so there is nothing to settle.
    /// Revealed: to be settled. Settled: under review, or decided and to be counted. Counted: its
    /// scores stand. Rejected: void for the ranking, by votes or because it was abandoned.
    enum ImageStatus {
        Waiting,
        Revealed,
        Settled,
        Counted,
        Rejected
    }

    /// @notice An image.
    /// @param inHand Players who hold it.
    /// @param handedIn Plays handed in.
    /// @param revealed Plays revealed.
    /// @param status Where it is.
    struct ImageState {
        uint256 inHand;
        uint256 handedIn;
        uint256 revealed;
        ImageStatus status;
    }

    /// @notice There is not one hint for each image.
    error HintsMismatch(uint256 images, uint256 hints);
    /// @notice No play on the image was revealed.
    error NothingRevealed(uint256 image);
    /// @notice The image is settled, or abandoned.
    error AlreadySettled(uint256 image);
    /// @notice No images were given.
    error NoImages();
    /// @notice Images can be abandoned after `settleUntil`.
    error TooEarlyToAbandon(uint256 settleUntil);

    /// @notice An image was settled.
    /// @param image The image.
    /// @param clusters Those that count, ascending by their lowest member; a word each: number of
    /// players << 104 | class << 96 | x << 72 | y << 48 | height << 24 | width, the four being
    /// the centroid in 1/256 pixels.
    event ImageSettled(uint256 indexed image, uint256[] clusters);

    /// @notice Images were given up that nobody had settled.
    /// @param images Those that this made void; no image is in two such events.
    event ImagesAbandoned(uint256[] images);

    /// @notice Settles images, by anyone, once no more plays are revealed. Where there are no
    /// validators, or their time is over, the scores count at once. An image settled before is
    /// passed over, so that nobody can spoil a list by settling one of its images first; a list
    /// of nothing else is refused.
    /// @param images The images.
    /// @param hints For each image what makes its clustering cheaper, or nothing. A wrong hint
    /// reverts or costs gas; it never changes a result.
    function settle(uint256[] calldata images, bytes[] calldata hints) external;

    /// @notice Gives up images with revealed plays that nobody settled, by anyone, after
    /// `settleUntil`: they are void like rejected ones, their plays count for nobody, and the
    /// sponsor's bets on them go back to it. So no image, whatever is drawn on it, can hold up a
    /// campaign's money for ever. It is safe for the players because whoever wants an image
    /// counted, and each of its players can, had at least 30 days to settle it in one
    /// transaction that nobody can prevent; it can be settled later too, until it is abandoned.
    /// A settled image is passed over; a list of nothing else is refused.
    /// @param images The images.
    function abandon(uint256[] calldata images) external;

    /// @notice Last second of the time for settling that nobody can cut short: 30 days after the
    /// last deadline of the terms.
    /// @return In seconds since 1970.
    function settleUntil() external view returns (uint256);

    /// @notice What the clustering rule makes of the plays revealed so far on an image; after the
    /// reveals, what `settle` makes, made, or would have made of an abandoned one.
    /// @param image The image.
    /// @param hint As in `settle`.
    /// @return clusters As in `ImageSettled`.
    /// @return scores For each play in the order of `playsOf` its score + 1; 0 if it has none.
    function resultOf(
        uint256 image,
        bytes calldata hint
    ) external view returns (uint256[] memory clusters, uint256[] memory scores);

    /// @notice Images in their order.
    /// @param start First image, from 0.
    /// @param limit Most images to return; beyond the end there are none.
    /// @return Their states.
    function imageStates(uint256 start, uint256 limit) external view returns (ImageState[] memory);

    /// @notice The contract that computes the clusters.
    /// @return Its address.
    function clusterer() external view returns (IClusterer);
}
