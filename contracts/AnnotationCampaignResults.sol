// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IClusterer} from "../interfaces/IClusterer.sol";
import {CampaignPayout} from "./campaign/CampaignPayout.sol";
import {CampaignSettlement} from "./campaign/CampaignSettlement.sol";

/// @title AnnotationCampaignResults
/// @notice The code of the campaigns after the last reveal: settlement, review, ranking, payout.
/// AnnotationCampaign passes the calls on; called itself, it has no terms and no money.
contract AnnotationCampaignResults is CampaignPayout {
    /// @notice Makes the code of campaigns that are settled by this clusterer.
    /// @param clusterer_ A Clusterer.
    constructor(IClusterer clusterer_) CampaignSettlement(clusterer_) {}
}
