// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LibBytes} from "solady/utils/LibBytes.sol";
import {LibClone} from "solady/utils/LibClone.sol";

import {IDatasetRules} from "../../interfaces/IDatasetRules.sol";

/// @title Rules of a dataset as bytes
/// @notice The rules packed into the arguments that a clone carries in its code, where a byte
/// costs 200 gas once and reading costs next to nothing.
/// @dev In order, each of its own width: the numbers and kinds that three words hold, the two
/// roots, the creator, the schema's pointer and hash, the badges, the name.
library PackedRules {
    uint256 private constant _BADGE_COUNT = 29;
    uint256 private constant _SECOND_WORD = 30;
    uint256 private constant _THIRD_WORD = 62;
    uint256 private constant _CONTRIBUTORS_ROOT = 82;
    uint256 private constant _VALIDATORS_ROOT = 114;
    uint256 private constant _CREATOR = 146;
    uint256 private constant _SCHEMA_POINTER = 166;
    uint256 private constant _SCHEMA_HASH = 186;
    uint256 private constant _BADGES = 218;
    uint256 private constant _BADGE_SIZE = 8;

    /// @notice Packs the rules.
    /// @param rules The rules.
    /// @param creator Account that opens the dataset.
    /// @param schemaPointer Contract whose code holds the schema.
    /// @param schemaHash Keccak-256 of the schema.
    /// @return The bytes.
    function encode(
        IDatasetRules.Rules calldata rules,
        address creator,
        address schemaPointer,
        bytes32 schemaHash
    ) internal pure returns (bytes memory) {
        bytes memory badges;
        for (uint256 i; i < rules.badgePoints.length; ++i) {
            badges = abi.encodePacked(badges, rules.badgePoints[i]);
        }
        return
            abi.encodePacked(
                _encodeNumbers(rules),
                rules.contributors.root,
                rules.validators.root,
                abi.encodePacked(creator, schemaPointer, schemaHash),
                badges,
                rules.name
            );
    }

    /// @notice The rules without the name and the badges, which most calls have no use for.
    /// @param packed The bytes.
    /// @return rules The rules.
    function decode(bytes memory packed) internal pure returns (IDatasetRules.Rules memory rules) {
        uint256 word = _word(packed, 0);
        rules.recordSize = uint16(word >> 240);
        rules.votesNeeded = uint8(word >> 232);
        rules.approvalsNeeded = uint8(word >> 224);
        rules.recordsPerBlock = uint16(word >> 208);
        rules.reviewPeriod = uint32(word >> 176);
        rules.contributionDeadline = uint40(word >> 136);
        rules.depositPerRecord = uint96(word >> 40);
        rules.contributors.kind = IDatasetRules.AdmissionKind(uint8(word >> 32));
        rules.validators.kind = IDatasetRules.AdmissionKind(uint8(word >> 24));
        word = _word(packed, _SECOND_WORD);
        rules.validatorStake = uint96(word >> 160);
        rules.rewardPerRecord = uint96(word >> 64);
        rules.contributors.minimumPoints = uint64(word);
        word = _word(packed, _THIRD_WORD);
        rules.rewardPerVote = uint96(word >> 160);
        rules.validators.minimumPoints = uint64(word >> 96);
        rules.contributors.root = bytes32(_word(packed, _CONTRIBUTORS_ROOT));
        rules.validators.root = bytes32(_word(packed, _VALIDATORS_ROOT));
    }

    /// @notice The votes that decide a batch, which a vote needs alone of all the rules.
    /// @param packed The bytes.
    /// @return The number.
    function votesNeededOf(bytes memory packed) internal pure returns (uint256) {
        return uint8(_word(packed, 0) >> 232);
    }

    /// @notice The creator.
    /// @param packed The bytes.
    /// @return The account.
    function creatorOf(bytes memory packed) internal pure returns (address) {
        return address(uint160(_word(packed, _CREATOR) >> 96));
    }

    /// @notice The contract that holds the schema.
    /// @param packed The bytes.
    /// @return Its address.
    function schemaPointerOf(bytes memory packed) internal pure returns (address) {
        return address(uint160(_word(packed, _SCHEMA_POINTER) >> 96));
    }

    /// @notice Keccak-256 of the schema.
    /// @param packed The bytes.
    /// @return The hash.
    function schemaHashOf(bytes memory packed) internal pure returns (bytes32) {
        return bytes32(_word(packed, _SCHEMA_HASH));
    }

    /// @notice Points of the badges.
    /// @param packed The bytes.
    /// @return points Points of each level.
    function badgePointsOf(bytes memory packed) internal pure returns (uint64[] memory points) {
        points = new uint64[](_badgeCount(packed));
        for (uint256 i; i < points.length; ++i) {
            points[i] = uint64(_word(packed, _BADGES + i * _BADGE_SIZE) >> 192);
        }
    }

    /// @notice The name.
    /// @param packed The bytes.
    /// @return The name.
    function nameOf(bytes memory packed) internal pure returns (string memory) {
        uint256 start = _BADGES + _badgeCount(packed) * _BADGE_SIZE;
        return string(LibBytes.slice(packed, start));
    }

    function _encodeNumbers(
        IDatasetRules.Rules calldata rules
    ) private pure returns (bytes memory) {
        bytes memory first = abi.encodePacked(
            rules.recordSize,
            rules.votesNeeded,
            rules.approvalsNeeded,
            rules.recordsPerBlock,
            rules.reviewPeriod,
            rules.contributionDeadline,
            rules.depositPerRecord,
            rules.contributors.kind,
            rules.validators.kind,
            uint8(rules.badgePoints.length)
        );
        return
            abi.encodePacked(
                first,
                rules.validatorStake,
                rules.rewardPerRecord,
                rules.contributors.minimumPoints,
                rules.rewardPerVote,
                rules.validators.minimumPoints
            );
    }

    function _badgeCount(bytes memory packed) private pure returns (uint256) {
        return _word(packed, _BADGE_COUNT) >> 248;
    }

    function _word(bytes memory packed, uint256 offset) private pure returns (uint256) {
        return uint256(LibClone.argLoad(packed, offset));
    }
}
