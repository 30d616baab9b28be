// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {ICampaignBase} from "./ICampaignBase.sol";

/// @title Players of an annotation campaign
/// @notice Who takes part, as a player or as a validator, never as both. An account is admitted
/// and numbered at its first call and stays so.
interface ICampaignPlayers is ICampaignBase {
    /// @notice An account in this campaign.
    /// @param account The account.
    /// @param number Position among the accounts, from 1; 0 if it never took part.
    /// @param role What it does.
    /// @param added What it added to its bet, in wei.
    /// @param handedIn Plays that it handed in.
    /// @param countedPlays Plays of its that count.
    /// @param hasScore Whether it has a score.
    /// @param score Its best score, the lowest: a mean of squared distances in 1/256 pixels.
    /// @param next Number of the player after it in the order of the ranking, its own for the last
    /// one; 0 if it is not in the order.
    /// @param position Its position in the ranking, from 1, equal scores sharing one; 0 if it has
    /// none, or not yet.
    /// @param hasImage Whether it holds an image; also one whose time is over, until it returns.
    /// @param image The image that it holds.
    /// @param heldUntil Last second at which it can hand the image in.
    /// @param isPaid Whether it took its reward.
    struct PlayerState {
        address account;
        uint256 number;
        Role role;
        uint256 added;
        uint256 handedIn;
        uint256 countedPlays;
        bool hasScore;
        uint256 score;
        uint256 next;
        uint256 position;
        bool hasImage;
        uint256 image;
        uint256 heldUntil;
        bool isPaid;
    }

    /// @notice A bet of nothing.
    error BetZero();
    /// @notice A player added to its bet.
    /// @param player The player.
    /// @param amount How much.
    event BetAdded(address indexed player, uint256 amount);

    /// @notice Adds the call's money to the caller's own bet, as long as play is open. It is lost
    /// to the treasury if the caller ends without a score.
    /// @param admission See `Admission`.
    function addBet(Admission calldata admission) external payable;

    /// @notice Digest that the verifier signs to admit an account: EIP-712 type
    /// `Admission(address account,uint64 deadline)`, for this contract on this chain.
    /// @param account Whom it admits, in whichever role.
    /// @param deadline Last second, since 1970, at which the signature is good.
    /// @return The 32 bytes to sign.
    function admissionDigest(address account, uint64 deadline) external view returns (bytes32);

    /// @notice What an account is and has in this campaign.
    /// @param account Any account.
    /// @return Its state.
    function playerOf(address account) external view returns (PlayerState memory);

    /// @notice The accounts that took part, validators among them, in the order of their numbers.
    /// @param start First position, from 0; the account there has the number `start` + 1.
    /// @param limit Most accounts to return; beyond the end there are none.
    /// @return Their states.
    function playerStates(
        uint256 start,
        uint256 limit
    ) external view returns (PlayerState[] memory);
}
