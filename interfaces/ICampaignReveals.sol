// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Revealed plays of an annotation campaign
/// @notice After playing, anyone who holds a sealed play's annotations and salt can reveal it. A
/// play that is never revealed is void, and its sponsored bet goes back to the sponsor.
/// @dev The plays of one transaction become the code of one contract: a byte costs 200 gas there,
/// against 690 in storage. A play is there as one byte, the number of its annotations, then the
/// annotations and three bytes, the player's number.
interface ICampaignReveals {
    /// @notice A play, unsealed.
    /// @param player Who played.
    /// @param image The image.
    /// @param salt As in the commitment.
    /// @param annotations As in the commitment; see `playOpen` for their form.
    struct Reveal {
        address player;
        uint256 image;
        bytes32 salt;
        bytes annotations;
    }

    /// @notice The player's commitment on this image is to something else.
    error WrongReveal(address player, uint256 image);
    /// @notice The player has no commitment on this image: it was revealed before, or never made.
    error NothingToReveal(address player, uint256 image);
    /// @notice No reveals were given.
    error NoReveals();
    /// @notice The plays have more bytes than one transaction can store.
    error RevealsTooLong(uint256 length, uint256 maximum);
    /// @notice Plays were revealed until `revealUntil`, or until all were.
    error RevealsOver(uint256 revealUntil);

    /// @notice A play can be read and will be settled.
    /// @param player Who played.
    /// @param image The image.
    event PlayRevealed(address indexed player, uint256 indexed image);

    /// @notice Reveals plays, by anyone, between the end of playing and `revealUntil`. A play
    /// without a commitment is passed over, so that nobody can spoil a list by revealing one of
    /// its plays first; a list of nothing else is refused.
    /// @param reveals The plays; of all of them together 24,575 bytes can be stored, nine an
    /// annotation and four a play.
    function reveal(Reveal[] calldata reveals) external;

    /// @notice The revealed plays on an image, in the order in which they were revealed (open
    /// ones: handed in), which is that of the clustering rule.
    /// @param image The image.
    /// @return players Who played.
    /// @return annotations The annotations of each.
    function playsOf(
        uint256 image
    ) external view returns (address[] memory players, bytes[] memory annotations);
}
