// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {ICampaignPayout} from "./ICampaignPayout.sol";
import {ICampaignPlayers} from "./ICampaignPlayers.sol";
import {ICampaignPlays} from "./ICampaignPlays.sol";
import {ICampaignReveals} from "./ICampaignReveals.sol";
import {ICampaignReview} from "./ICampaignReview.sol";
import {ICampaignSettlement} from "./ICampaignSettlement.sol";
import {ICampaignTerms} from "./ICampaignTerms.sol";

// solhint-disable no-empty-blocks

/// @title AnnotationCampaign
/// @notice A sponsor pays players for annotating images; the annotations are clustered, the
/// players ranked and paid by the contract itself. It has no owner, no privileged account and no
/// upgrade.
interface IAnnotationCampaign is
    ICampaignTerms,
    ICampaignPlayers,
    ICampaignPlays,
    ICampaignReveals,
    ICampaignSettlement,
    ICampaignReview,
    ICampaignPayout
{}
