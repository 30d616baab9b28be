// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Test code: the signatures say all.
// solhint-disable use-natspec

import {PackedVotes} from "../libraries/PackedVotes.sol";
import {VoteEnd} from "../libraries/VoteEnd.sol";

/// @title VotesHarness
/// @notice Lists of votes, one a key, to which tests add.
abstract contract VotesHarness {
    using VoteEnd for PackedVotes.Votes;

    mapping(uint256 key => PackedVotes.Votes) internal _votes;

    function addAll(
        uint256 key,
        uint256 width,
        uint256[] calldata voters,
        uint256[] calldata bitmaps
    ) external {
        VoteEnd.End memory end = _votes[key].open(width);
        for (uint256 i; i < voters.length; ++i) {
            _votes[key].add(end, voters[i], bitmaps[i]);
        }
        _votes[key].flush(end);
    }
}
