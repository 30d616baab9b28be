// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LibClone} from "solady/utils/LibClone.sol";

import {ICampaignTerms} from "../../interfaces/ICampaignTerms.sol";

/// @title Terms of a campaign as bytes
/// @notice The terms packed into the arguments that a clone carries in its code, where a byte
/// costs 200 gas once and reading costs next to nothing.
/// @dev In order: a word of numbers, the bet with the treasury, the fee with the verifier, the
/// images' root, the sponsor, the description's pointer, the payout's tolerance.
library PackedTerms {
    uint256 private constant _SECOND_WORD = 32;
    uint256 private constant _THIRD_WORD = 64;
    uint256 private constant _IMAGES_ROOT = 96;
    uint256 private constant _SPONSOR = 128;
    uint256 private constant _DESCRIPTION = 148;
    uint256 private constant _TOLERANCE = 168;

    /// @notice Packs the terms.
    /// @param terms The terms.
    /// @param sponsor Account that opens the campaign.
    /// @param description Contract whose code holds the description.
    /// @return The bytes.
    function encode(
        ICampaignTerms.Terms calldata terms,
        address sponsor,
        address description
    ) internal pure returns (bytes memory) {
        bytes memory numbers = abi.encodePacked(
            abi.encodePacked(
                terms.imageCount,
                terms.annotators,
                terms.annotationsPerPlay,
                terms.validators,
                terms.confirmation,
                terms.sealedPlays
            ),
            terms.distance,
            terms.assignmentPeriod,
            terms.playUntil,
            terms.revealUntil,
            terms.validateUntil
        );
        return
            abi.encodePacked(
                numbers,
                terms.sponsoredBet,
                terms.treasury,
                terms.validatorFee,
                terms.verifier,
                terms.imagesRoot,
                sponsor,
                description,
                terms.payoutTolerance
            );
    }

    /// @notice The terms.
    /// @param packed The bytes.
    /// @return terms The terms.
    function decode(bytes memory packed) internal pure returns (ICampaignTerms.Terms memory terms) {
        uint256 word = _word(packed, 0);
        terms.imageCount = uint32(word >> 224);
        terms.annotators = uint8(word >> 216);
        terms.annotationsPerPlay = uint8(word >> 208);
        terms.validators = uint8(word >> 200);
        terms.confirmation = uint8(word >> 192);
        terms.sealedPlays = uint8(word >> 184) != 0;
        terms.distance = uint32(word >> 152);
        terms.assignmentPeriod = uint32(word >> 120);
        terms.playUntil = uint40(word >> 80);
        terms.revealUntil = uint40(word >> 40);
        terms.validateUntil = uint40(word);
        word = _word(packed, _SECOND_WORD);
        terms.sponsoredBet = uint96(word >> 160);
        terms.treasury = address(uint160(word));
        word = _word(packed, _THIRD_WORD);
        terms.validatorFee = uint96(word >> 160);
        terms.verifier = address(uint160(word));
        terms.imagesRoot = bytes32(_word(packed, _IMAGES_ROOT));
        terms.payoutTolerance = uint32(_word(packed, _TOLERANCE) >> 224);
    }

    /// @notice The account that opened the campaign.
    /// @param packed The bytes.
    /// @return The account.
    function sponsorOf(bytes memory packed) internal pure returns (address) {
        return address(uint160(_word(packed, _SPONSOR) >> 96));
    }

    /// @notice The contract that holds the description.
    /// @param packed The bytes.
    /// @return Its address.
    function descriptionOf(bytes memory packed) internal pure returns (address) {
        return address(uint160(_word(packed, _DESCRIPTION) >> 96));
    }

    function _word(bytes memory packed, uint256 offset) private pure returns (uint256) {
        return uint256(LibClone.argLoad(packed, offset));
    }
}
