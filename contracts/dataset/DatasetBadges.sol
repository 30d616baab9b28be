// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDatasetBadges} from "../../interfaces/IDatasetBadges.sol";
import {BadgeRenderer} from "../libraries/BadgeRenderer.sol";
import {PackedRules} from "../libraries/PackedRules.sol";
import {DatasetState} from "./DatasetState.sol";

/// @title DatasetBadges
/// @notice The badges of the CollaborativeDataset.
abstract contract DatasetBadges is DatasetState, IDatasetBadges {
    using PackedRules for bytes;

    uint256 private constant _ACCOUNT_BITS = 160;

    /// @inheritdoc IDatasetBadges
    function name() external view returns (string memory) {
        return _packedRules().nameOf();
    }

    /// @inheritdoc IDatasetBadges
    function symbol() external pure returns (string memory) {
        return "BADGE";
    }

    /// @inheritdoc IDatasetBadges
    function balanceOf(address owner) external view returns (uint256) {
        if (owner == address(0)) revert ZeroAddress();
        return _levelOf(_accounts[owner].points);
    }

    /// @inheritdoc IDatasetBadges
    function ownerOf(uint256 tokenId) public view returns (address owner) {
        owner = address(uint160(tokenId));
        uint256 level = tokenId >> _ACCOUNT_BITS;
        if (level == 0 || level > _levelOf(_accounts[owner].points)) revert UnknownBadge(tokenId);
    }

    /// @inheritdoc IDatasetBadges
    function locked(uint256 tokenId) external view returns (bool) {
        ownerOf(tokenId);
        return true;
    }

    /// @inheritdoc IDatasetBadges
    function tokenURI(uint256 tokenId) external view returns (string memory) {
        address owner = ownerOf(tokenId);
        bytes memory packed = _packedRules();
        uint64[] memory badgePoints = packed.badgePointsOf();
        uint256 level = tokenId >> _ACCOUNT_BITS;
        return
            BadgeRenderer.uri(
                packed.nameOf(),
                owner,
                level,
                badgePoints.length,
                badgePoints[level - 1]
            );
    }

    /// @inheritdoc IDatasetBadges
    function getApproved(uint256 tokenId) external view returns (address) {
        ownerOf(tokenId);
        return address(0);
    }

    /// @inheritdoc IDatasetBadges
    function isApprovedForAll(address, address) external pure returns (bool) {
        return false;
    }

    /// @inheritdoc IDatasetBadges
    function approve(address, uint256) external pure {
        revert BadgesAreSoulbound();
    }

    /// @inheritdoc IDatasetBadges
    function setApprovalForAll(address, bool) external pure {
        revert BadgesAreSoulbound();
    }

    /// @inheritdoc IDatasetBadges
    function transferFrom(address, address, uint256) external pure {
        revert BadgesAreSoulbound();
    }

    /// @inheritdoc IDatasetBadges
    function safeTransferFrom(address, address, uint256) external pure {
        revert BadgesAreSoulbound();
    }

    /// @inheritdoc IDatasetBadges
    function safeTransferFrom(address, address, uint256, bytes calldata) external pure {
        revert BadgesAreSoulbound();
    }

    /// @inheritdoc IDatasetBadges
    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return
            interfaceId == 0x01ffc9a7 || // ERC-165
            interfaceId == 0x80ac58cd || // ERC-721
            interfaceId == 0x5b5e139f || // ERC-721 metadata
            interfaceId == 0xb45a3c0e; // ERC-5192
    }

    /// @dev Tells of the badges that an account reaches with more points.
    function _emitBadges(address account, uint256 before, uint256 points) internal {
        uint64[] memory badgePoints = _packedRules().badgePointsOf();
        for (uint256 i; i < badgePoints.length && badgePoints[i] <= points; ++i) {
            if (badgePoints[i] <= before) continue;
            uint256 tokenId = ((i + 1) << _ACCOUNT_BITS) | uint160(account);
            emit Transfer(address(0), account, tokenId);
            emit Locked(tokenId);
        }
    }

    function _levelOf(uint256 points) private view returns (uint256 level) {
        uint64[] memory badgePoints = _packedRules().badgePointsOf();
        while (level < badgePoints.length && badgePoints[level] <= points) ++level;
    }
}
