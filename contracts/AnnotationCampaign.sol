// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CampaignPlays} from "./campaign/CampaignPlays.sol";
import {CampaignTerms} from "./campaign/CampaignTerms.sol";

// To pass a call on takes more than a simple fallback.
// solhint-disable no-complex-fallback

/// @title AnnotationCampaign
/// @notice The code of the campaigns, from the first draw to the last reveal. It runs in clones
/// that AnnotationCampaignFactory opens; called itself, it has no terms and no money. What follows
/// is the code of AnnotationCampaignResults, to which it passes the calls that it does not know:
/// both together are larger than a contract may be. A campaign answers all of
/// IAnnotationCampaign.
contract AnnotationCampaign is CampaignTerms, CampaignPlays {
    address private immutable _RESULTS;

    /// @notice Makes the code of campaigns that end by this code.
    /// @param results An AnnotationCampaignResults.
    constructor(address results) {
        _RESULTS = results;
    }

    /// @notice Runs AnnotationCampaignResults on this campaign's state. It takes no money.
    fallback() external {
        address results = _RESULTS;
        // solhint-disable-next-line no-inline-assembly
        assembly {
            calldatacopy(0, 0, calldatasize())
            let success := delegatecall(gas(), results, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if iszero(success) {
                revert(0, returndatasize())
            }
            return(0, returndatasize())
        }
    }
}
