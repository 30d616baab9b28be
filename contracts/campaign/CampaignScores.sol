// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ScoreTally} from "../libraries/ScoreTally.sol";
import {CampaignAdmission} from "./CampaignAdmission.sol";

/// @title CampaignScores
/// @notice The players' best scores in the AnnotationCampaign.
abstract contract CampaignScores is CampaignAdmission {
    using ScoreTally for ScoreTally.Tally;

    /// @dev A tally with room for the players of so many images.
    function _newTally(
        Terms memory agreed,
        uint256 images
    ) internal view returns (ScoreTally.Tally memory) {
        uint256 plays = images * agreed.annotators;
        uint256 accounts = _counts.accounts;
        return ScoreTally.create(plays < accounts ? plays : accounts);
    }

    /// @dev Counts an image's plays.
    function _addScores(
        ScoreTally.Tally memory tally,
        SettlementCounts memory settled,
        uint256[] memory numbers,
        uint256[] memory scores
    ) internal pure {
        tally.addAll(numbers, scores);
        settled.countedPlays += uint24(numbers.length);
    }

    /// @dev Gives the tally to the players; `settled` is the caller's to store.
    function _storeTally(ScoreTally.Tally memory tally, SettlementCounts memory settled) internal {
        uint256[] memory entries = tally.entries;
        for (uint256 i; i < entries.length; ++i) {
            if (entries[i] == 0) continue;
            (uint256 number, uint256 best, uint256 plays) = ScoreTally.parts(entries[i]);
            Activity storage own = _accounts[number].activity;
            (uint56 known, uint24 counted) = (own.best, own.countedPlays);
            if (counted == 0) ++settled.countedPlayers;
            own.countedPlays = uint24(counted + plays);
            if (best == 0 || (known != 0 && known <= best)) continue;
            if (known == 0) ++settled.scoredPlayers;
            own.best = uint56(best);
        }
    }
}
