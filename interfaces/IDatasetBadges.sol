// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Badges of a collaborative dataset
/// @notice An account that has claimed the points of a level has that level's badge: a token
/// (ERC-721) that is bound to it for good (ERC-5192).
/// @dev The token's id is level << 160 | account, levels from 1. Ownership follows from the points
/// alone, which never fall, so nothing is stored.
interface IDatasetBadges {
    /// @notice Badges are earned: they cannot be moved, nor another be allowed to move them.
    error BadgesAreSoulbound();
    /// @notice Nobody has earned this badge, or there is no such level.
    error UnknownBadge(uint256 tokenId);
    /// @notice The zero address earns nothing.
    error ZeroAddress();

    /// @notice A badge was earned (ERC-721).
    /// @param from Zero: badges come from nobody.
    /// @param to The account that earned it.
    /// @param tokenId level << 160 | account.
    event Transfer(address indexed from, address indexed to, uint256 indexed tokenId);
    /// @notice Never emitted; part of ERC-721.
    /// @param owner Owner of the token.
    /// @param approved Account allowed to move it.
    /// @param tokenId The token.
    event Approval(address indexed owner, address indexed approved, uint256 indexed tokenId);
    /// @notice Never emitted; part of ERC-721.
    /// @param owner Owner of tokens.
    /// @param operator Account allowed to move them.
    /// @param approved Whether it is.
    event ApprovalForAll(address indexed owner, address indexed operator, bool approved);
    /// @notice A badge was bound to its owner for good (ERC-5192).
    /// @param tokenId The badge.
    event Locked(uint256 tokenId);
    /// @notice Never emitted; part of ERC-5192.
    /// @param tokenId The token.
    event Unlocked(uint256 tokenId);

    /// @notice Name of the badges: the dataset's (ERC-721).
    /// @return The name.
    function name() external view returns (string memory);

    /// @notice Symbol of the badges (ERC-721).
    /// @return The symbol.
    function symbol() external view returns (string memory);

    /// @notice Number of badges of an account: the highest level it has reached.
    /// @param owner An account, not zero.
    /// @return Number of badges.
    function balanceOf(address owner) external view returns (uint256);

    /// @notice The account that earned the badge.
    /// @param tokenId A badge.
    /// @return Its owner.
    function ownerOf(uint256 tokenId) external view returns (address);

    /// @notice Whether the badge is bound to its owner (ERC-5192): each is.
    /// @param tokenId A badge.
    /// @return True.
    function locked(uint256 tokenId) external view returns (bool);

    /// @notice What a wallet shows, from the chain alone: JSON with the name, the level, the
    /// points and a picture (SVG), as data URIs.
    /// @param tokenId A badge.
    /// @return `data:application/json;base64,` and the JSON.
    function tokenURI(uint256 tokenId) external view returns (string memory);

    /// @notice The account that may move the badge (ERC-721): none.
    /// @param tokenId A badge.
    /// @return Zero.
    function getApproved(uint256 tokenId) external view returns (address);

    /// @notice Whether an account may move another's badges (ERC-721): none may.
    /// @param owner Any account.
    /// @param operator Any account.
    /// @return False.
    function isApprovedForAll(address owner, address operator) external pure returns (bool);

    /// @notice Always refused.
    /// @param approved Not used.
    /// @param tokenId Not used.
    function approve(address approved, uint256 tokenId) external pure;

    /// @notice Always refused.
    /// @param operator Not used.
    /// @param approved Not used.
    function setApprovalForAll(address operator, bool approved) external pure;

    /// @notice Always refused.
    /// @param from Not used.
    /// @param to Not used.
    /// @param tokenId Not used.
    function transferFrom(address from, address to, uint256 tokenId) external pure;

    /// @notice Always refused.
    /// @param from Not used.
    /// @param to Not used.
    /// @param tokenId Not used.
    function safeTransferFrom(address from, address to, uint256 tokenId) external pure;

    /// @notice Always refused.
    /// @param from Not used.
    /// @param to Not used.
    /// @param tokenId Not used.
    /// @param data Not used.
    function safeTransferFrom(
        address from,
        address to,
        uint256 tokenId,
        bytes calldata data
    ) external pure;

    /// @notice Whether the contract has an interface (ERC-165): ERC-165 itself, ERC-721 with its
    /// metadata, and ERC-5192.
    /// @param interfaceId Id of the interface.
    /// @return Whether it has.
    function supportsInterface(bytes4 interfaceId) external pure returns (bool);
}
