// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {ICampaignBase} from "./ICampaignBase.sol";

/// @title Terms of an annotation campaign
/// @notice What its sponsor settled when it was opened, and how far the campaign is. The terms are
/// part of the contract's own code, so nobody, the sponsor included, can change one.
interface ICampaignTerms is ICampaignBase {
    /// @notice How far the campaign is, in numbers.
    /// @param accounts Accounts that took part, players and validators; they are numbered from 1.
    /// @param draws Images drawn so far.
    /// @param returned Draws, the oldest first, that are known to be in nobody's hand any more.
    /// @param handedIn Plays handed in.
    /// @param attempted Images that have all their plays.
    /// @param revealedPlays Plays revealed; where plays are not sealed, all handed in.
    /// @param revealedImages Images with at least one play revealed.
    /// @param settledImages Images whose clusters are settled, or that were abandoned.
    /// @param countedImages Of these, those whose scores are counted or that are void.
    /// @param countedPlays Plays of the images that count.
    /// @param countedPlayers Players with at least one of these plays: N of the payout rule.
    /// @param scoredPlayers Players with a score.
    /// @param rankedPlayers Players in the order of the ranking; in the end all with a score.
    /// @param placedPlayers Players with a position; in the end all with a score.
    /// @param blobs Contracts that hold the revealed plays.
    struct Progress {
        uint256 accounts;
        uint256 draws;
        uint256 returned;
        uint256 handedIn;
        uint256 attempted;
        uint256 revealedPlays;
        uint256 revealedImages;
        uint256 settledImages;
        uint256 countedImages;
        uint256 countedPlays;
        uint256 countedPlayers;
        uint256 scoredPlayers;
        uint256 rankedPlayers;
        uint256 placedPlayers;
        uint256 blobs;
    }

    /// @notice The terms of this campaign.
    /// @return The terms.
    function terms() external view returns (Terms memory);

    /// @notice The account that opened the campaign. It has no power over it; what is not used of
    /// its money is its own in the end.
    /// @return The account.
    function sponsor() external view returns (address);

    /// @notice Name, objective, classes, keywords and the manifest's CID, as JSON in UTF-8.
    /// @return The bytes that the sponsor handed in.
    function description() external view returns (bytes memory);

    /// @notice The phase at this moment.
    /// @return The phase.
    function phase() external view returns (Phase);

    /// @notice The numbers at this moment.
    /// @return The numbers.
    function progress() external view returns (Progress memory);
}
