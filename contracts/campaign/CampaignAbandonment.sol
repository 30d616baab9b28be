// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICampaignSettlement} from "../../interfaces/ICampaignSettlement.sol";
import {CampaignSettlement} from "./CampaignSettlement.sol";

/// @title CampaignAbandonment
/// @notice The images of the AnnotationCampaign that nobody settles.
abstract contract CampaignAbandonment is CampaignSettlement {
    uint256 private constant _TIME_TO_SETTLE = 30 days;

    /// @inheritdoc ICampaignSettlement
    function abandon(uint256[] calldata images) external {
        if (images.length == 0) revert NoImages();
        Terms memory agreed = _terms();
        uint256 deadline = _settleUntil(agreed);
        if (block.timestamp <= deadline) revert TooEarlyToAbandon(deadline);
        SettlementCounts memory settled = _settlementCounts();
        OpenPage memory page = _newPage();
        uint256[] memory abandoned = new uint256[](images.length);
        uint256 length;
        for (uint256 i; i < images.length; ++i) {
            if (!_closeImage(agreed, settled, page, images[i])) continue;
            _void(agreed, settled, images[i]);
            abandoned[length] = images[i];
            ++length;
        }
        if (length == 0) revert AlreadySettled(images[0]);
        _storePage(page);
        _storeSettlementCounts(settled);
        // What was passed over is not in the event.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(abandoned, length)
        }
        emit ImagesAbandoned(abandoned);
    }

    /// @inheritdoc ICampaignSettlement
    function settleUntil() external view returns (uint256) {
        return _settleUntil(_terms());
    }

    /// @dev As if the image were rejected, with nothing to count. No page with votes has such an
    /// image: a vote needs all revealed images of its page settled, nothing is revealed after
    /// that, and votes end before this begins. So neither their outcome nor their fees change.
    function _void(Terms memory agreed, SettlementCounts memory settled, uint256 image) private {
        StoredPage storage page = _pages[image / _PAGE];
        uint256 bit = 1 << (image % _PAGE);
        page.rejected |= bit;
        if (agreed.validators != 0) page.counted |= bit;
        ++settled.countedImages;
    }

    /// @dev Deadlines that the campaign does not have are 0.
    function _settleUntil(Terms memory agreed) private pure returns (uint256 time) {
        time = agreed.playUntil;
        if (agreed.revealUntil > time) time = agreed.revealUntil;
        if (agreed.validateUntil > time) time = agreed.validateUntil;
        time += _TIME_TO_SETTLE;
    }
}
