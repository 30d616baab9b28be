// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Test code: the signatures say all.
// solhint-disable use-natspec

import {ICampaignTerms} from "../../interfaces/ICampaignTerms.sol";
import {PackedTerms} from "../libraries/PackedTerms.sol";

/// @title PackedTermsHarness
/// @notice Opens the library to tests.
contract PackedTermsHarness {
    using PackedTerms for bytes;

    function roundTrip(
        ICampaignTerms.Terms calldata terms,
        address sponsor,
        address description
    ) external pure returns (ICampaignTerms.Terms memory, address, address, uint256) {
        bytes memory packed = PackedTerms.encode(terms, sponsor, description);
        return (packed.decode(), packed.sponsorOf(), packed.descriptionOf(), packed.length);
    }
}
