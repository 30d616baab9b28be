// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICampaignSettlement} from "../../interfaces/ICampaignSettlement.sol";
import {CampaignScores} from "./CampaignScores.sol";

/// @title CampaignClosing
/// @notice Which images of the AnnotationCampaign are settled.
abstract contract CampaignClosing is CampaignScores {
    /// @dev The page of the image that was closed last. What it has settled is stored when another
    /// page is turned to, once for all its images.
    struct OpenPage {
        uint256 number;
        uint256 revealed;
        uint256 settled;
    }

    /// @dev No page yet.
    function _newPage() internal pure returns (OpenPage memory page) {
        page.number = type(uint256).max;
    }

    /// @dev Marks an image as settled; false if it was. `page` is the caller's to store.
    function _closeImage(
        Terms memory agreed,
        SettlementCounts memory settled,
        OpenPage memory page,
        uint256 image
    ) internal returns (bool) {
        _requireImage(agreed, image);
        if (page.number != image / _PAGE) {
            _storePage(page);
            page.number = image / _PAGE;
            page.revealed = _pages[page.number].revealed;
            page.settled = _pages[page.number].settled;
        }
        uint256 bit = 1 << (image % _PAGE);
        if (page.settled & bit != 0) return false;
        if (page.revealed & bit == 0) revert ICampaignSettlement.NothingRevealed(image);
        page.settled |= bit;
        ++settled.settledImages;
        return true;
    }

    function _storePage(OpenPage memory page) internal {
        if (page.number != type(uint256).max) _pages[page.number].settled = page.settled;
    }
}
