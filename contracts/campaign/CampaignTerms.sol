// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SSTORE2} from "solady/utils/SSTORE2.sol";

import {ICampaignTerms} from "../../interfaces/ICampaignTerms.sol";
import {PackedTerms} from "../libraries/PackedTerms.sol";
import {CampaignPhase} from "./CampaignPhase.sol";

/// @title CampaignTerms
/// @notice The terms of the AnnotationCampaign, and what they say of the present.
abstract contract CampaignTerms is CampaignPhase, ICampaignTerms {
    using PackedTerms for bytes;

    /// @inheritdoc ICampaignTerms
    function terms() external view returns (Terms memory) {
        return _terms();
    }

    /// @inheritdoc ICampaignTerms
    function sponsor() external view returns (address) {
        return _sponsor();
    }

    /// @inheritdoc ICampaignTerms
    function description() external view returns (bytes memory) {
        return SSTORE2.read(_packedTerms().descriptionOf());
    }

    /// @inheritdoc ICampaignTerms
    function phase() external view returns (Phase) {
        return _phase(_terms());
    }

    /// @inheritdoc ICampaignTerms
    function progress() external view returns (Progress memory) {
        PlayCounts memory played = _playCounts();
        SettlementCounts memory settled = _settlementCounts();
        return
            Progress({
                accounts: played.accounts,
                draws: played.draws,
                returned: played.returned,
                handedIn: played.handedIn,
                attempted: played.attempted,
                revealedPlays: played.revealedPlays,
                revealedImages: played.revealedImages,
                settledImages: settled.settledImages,
                countedImages: settled.countedImages,
                countedPlays: settled.countedPlays,
                countedPlayers: settled.countedPlayers,
                scoredPlayers: settled.scoredPlayers,
                rankedPlayers: settled.rankedPlayers,
                placedPlayers: settled.placedPlayers,
                blobs: played.blobs
            });
    }
}
