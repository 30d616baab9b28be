// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Test code: the signatures say all.
// solhint-disable use-natspec

import {AnnotationBytes} from "../libraries/AnnotationBytes.sol";
import {PlayStore} from "../libraries/PlayStore.sol";
import {RecordStore} from "../libraries/RecordStore.sol";

/// @title PlayStoreHarness
/// @notice Opens the libraries of plays to tests.
contract PlayStoreHarness {
    using PlayStore for PlayStore.Entries;

    PlayStore.Entries private _entries;
    uint256 private _blobs;
    mapping(uint256 image => uint256 count) private _counts;

    /// @dev Stores plays, by their players on their images, as one blob.
    function store(
        uint256[] calldata images,
        uint256[] calldata players,
        bytes[] calldata plays
    ) external {
        uint256 length;
        for (uint256 i; i < plays.length; ++i) {
            length += PlayStore.OVERHEAD + plays[i].length;
        }
        bytes memory blob = new bytes(length);
        uint256 end;
        for (uint256 i; i < plays.length; ++i) {
            _entries.add(images[i], _counts[images[i]], _blobs, end);
            ++_counts[images[i]];
            end = PlayStore.append(blob, end, players[i], plays[i]);
        }
        RecordStore.writeFromMemory(blob, _blobs);
        ++_blobs;
    }

    /// @dev For a chain that sets the contract's nonce to one more than this.
    function setBlobs(uint256 blobs) external {
        _blobs = blobs;
    }

    function read(
        uint256 image,
        uint256 most,
        uint256 longest,
        uint256 room
    ) external view returns (uint256[] memory players, bytes memory plays, bytes[] memory each) {
        (players, plays) = _entries.read(image, most, longest, room);
        each = PlayStore.split(plays, players.length);
    }

    function check(bytes calldata annotations, uint256 maximum) external pure returns (uint256) {
        return AnnotationBytes.check(annotations, maximum);
    }
}
