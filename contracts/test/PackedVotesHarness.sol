// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Test code: the signatures say all.
// solhint-disable use-natspec

import {PackedVotes} from "../libraries/PackedVotes.sol";
import {VotesHarness} from "./VotesHarness.sol";

/// @title PackedVotesHarness
/// @notice Opens the library to tests: a list of votes a key.
contract PackedVotesHarness is VotesHarness {
    using PackedVotes for PackedVotes.Votes;

    function setClaimed(uint256 key, uint256[] calldata positions) external {
        for (uint256 i; i < positions.length; ++i) {
            _votes[key].setClaimed(positions[i]);
        }
    }

    function readAll(
        uint256 key,
        uint256 width,
        uint256 count
    )
        external
        view
        returns (uint256[] memory voters, uint256[] memory bitmaps, bool[] memory claimed)
    {
        voters = new uint256[](count);
        bitmaps = new uint256[](count);
        claimed = new bool[](count);
        for (uint256 i; i < count; ++i) {
            voters[i] = _votes[key].voterAt(i);
            bitmaps[i] = _votes[key].bitmapAt(i, width);
            claimed[i] = _votes[key].isClaimed(i);
        }
    }

    function length(uint256 key) external view returns (uint256) {
        return _votes[key].length();
    }

    function firstBitmaps(
        uint256 key,
        uint256 count,
        uint256 width
    ) external view returns (uint256[] memory) {
        return _votes[key].firstBitmaps(count, width);
    }

    function positionsOf(
        uint256 key,
        uint256 count,
        uint256[] calldata voters
    ) external view returns (uint256[] memory positions) {
        positions = new uint256[](voters.length);
        for (uint256 i; i < voters.length; ++i) {
            positions[i] = _votes[key].positionOf(count, voters[i]);
        }
    }
}
