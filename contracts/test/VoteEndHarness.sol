// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Test code: the signatures say all.
// solhint-disable use-natspec

import {PackedVotes} from "../libraries/PackedVotes.sol";
import {VoteEnd} from "../libraries/VoteEnd.sol";
import {VotesHarness} from "./VotesHarness.sol";

/// @title VoteEndHarness
/// @notice Opens the library to tests: a list of votes a key.
contract VoteEndHarness is VotesHarness {
    using VoteEnd for PackedVotes.Votes;

    function hasVoted(
        uint256 key,
        uint256 width,
        uint256[] calldata voters
    ) external view returns (bool[] memory voted) {
        VoteEnd.End memory end = _votes[key].open(width);
        voted = new bool[](voters.length);
        for (uint256 i; i < voters.length; ++i) {
            voted[i] = _votes[key].hasVoted(end, voters[i]);
        }
    }

    function words(
        uint256 key
    ) external view returns (uint256[4] memory voters, uint256[40] memory bitmaps) {
        return (_votes[key].voters, _votes[key].bitmaps);
    }
}
