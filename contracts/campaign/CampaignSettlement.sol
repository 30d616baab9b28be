// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IClusterer} from "../../interfaces/IClusterer.sol";
import {ICampaignSettlement} from "../../interfaces/ICampaignSettlement.sol";
import {ClustererCall} from "../libraries/ClustererCall.sol";
import {MemoryWords} from "../libraries/MemoryWords.sol";
import {Pages} from "../libraries/Pages.sol";
import {PlayStore} from "../libraries/PlayStore.sol";
import {ScoreTally} from "../libraries/ScoreTally.sol";
import {CampaignClosing} from "./CampaignClosing.sol";

/// @title CampaignSettlement
/// @notice The clusters of the AnnotationCampaign.
abstract contract CampaignSettlement is CampaignClosing, ICampaignSettlement {
    using PlayStore for PlayStore.Entries;

    IClusterer private immutable _CLUSTERER;

    /// @dev In a contract of its own, for both together are larger than a contract may be.
    constructor(IClusterer clusterer_) {
        _CLUSTERER = clusterer_;
    }

    /// @inheritdoc ICampaignSettlement
    function settle(uint256[] calldata images, bytes[] calldata hints) external {
        if (images.length == 0) revert NoImages();
        if (images.length != hints.length) revert HintsMismatch(images.length, hints.length);
        Terms memory agreed = _terms();
        _requirePhase(agreed, Phase.Settlement);
        SettlementCounts memory settled = _settlementCounts();
        uint256 before = settled.settledImages;
        ScoreTally.Tally memory tally = _newTally(agreed, images.length);
        OpenPage memory page = _newPage();
        for (uint256 i; i < images.length; ++i) {
            uint256 image = images[i];
            if (!_closeImage(agreed, settled, page, image)) continue;
            uint256 free = MemoryWords.allocate(0);
            _settle(agreed, settled, tally, image, hints[i]);
            // What an image took is of no use to the next.
            MemoryWords.release(free);
        }
        if (settled.settledImages == before) revert AlreadySettled(images[0]);
        _storePage(page);
        _storeTally(tally, settled);
        _storeSettlementCounts(settled);
    }

    /// @inheritdoc ICampaignSettlement
    function clusterer() external view returns (IClusterer) {
        return _CLUSTERER;
    }

    /// @inheritdoc ICampaignSettlement
    function resultOf(
        uint256 image,
        bytes calldata hint
    ) external view returns (uint256[] memory clusters, uint256[] memory scores) {
        Terms memory agreed = _terms();
        _requireImage(agreed, image);
        (, clusters, scores) = _cluster(agreed, image, _headers[image].revealed, hint);
    }

    /// @inheritdoc ICampaignSettlement
    function imageStates(
        uint256 start,
        uint256 limit
    ) external view returns (ImageState[] memory states) {
        Terms memory agreed = _terms();
        (uint256 from, uint256 to) = Pages.bounds(start, limit, agreed.imageCount);
        states = new ImageState[](to - from);
        for (uint256 i; i < states.length; ++i) {
            ImageHeader memory header = _headers[from + i];
            states[i] = ImageState({
                inHand: header.inHand,
                handedIn: header.handedIn,
                revealed: header.revealed,
                status: _statusOf(agreed, from + i)
            });
        }
    }

    function _settle(
        Terms memory agreed,
        SettlementCounts memory settled,
        ScoreTally.Tally memory tally,
        uint256 image,
        bytes calldata hint
    ) private {
        (uint256[] memory numbers, uint256[] memory clusters, uint256[] memory scores) = _cluster(
            agreed,
            image,
            agreed.annotators,
            hint
        );
        _logClusters(image, clusters);
        if (agreed.validators != 0) {
            if (block.timestamp <= agreed.validateUntil) {
                _headers[image].digest = _digestOf(scores);
                return;
            }
            _pages[image / _PAGE].counted |= 1 << (image % _PAGE);
        }
        ++settled.countedImages;
        _addScores(tally, settled, numbers, scores);
    }

    /// @dev Emits `ImageSettled` from where the clusters are; the word in front of them is lent.
    function _logClusters(uint256 image, uint256[] memory clusters) private {
        bytes32 topic = ImageSettled.selector;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let data := sub(clusters, 0x20)
            let lent := mload(data)
            mstore(data, 0x20)
            log2(data, shl(5, add(mload(clusters), 2)), topic, image)
            mstore(data, lent)
        }
    }

    /// @dev `most` is as many plays as the image has, or more.
    function _cluster(
        Terms memory agreed,
        uint256 image,
        uint256 most,
        bytes calldata hint
    )
        private
        view
        returns (uint256[] memory numbers, uint256[] memory clusters, uint256[] memory scores)
    {
        bytes memory plays;
        (numbers, plays) = _entries.read(
            image,
            most,
            agreed.annotationsPerPlay,
            ClustererCall.ROOM
        );
        (clusters, scores) = ClustererCall.cluster(
            _CLUSTERER,
            plays,
            numbers.length,
            agreed.distance,
            agreed.confirmation,
            hint
        );
    }

    function _statusOf(Terms memory agreed, uint256 image) private view returns (ImageStatus) {
        StoredPage storage page = _pages[image / _PAGE];
        uint256 bit = 1 << (image % _PAGE);
        if (page.revealed & bit == 0) return ImageStatus.Waiting;
        if (page.settled & bit == 0) return ImageStatus.Revealed;
        if (agreed.validators != 0 && page.counted & bit == 0) return ImageStatus.Settled;
        return page.rejected & bit == 0 ? ImageStatus.Counted : ImageStatus.Rejected;
    }

    /// @dev What of an image's scores is kept until they are counted.
    function _digestOf(uint256[] memory scores) internal pure returns (uint160) {
        return uint160(uint256(keccak256(abi.encodePacked(scores))));
    }
}
