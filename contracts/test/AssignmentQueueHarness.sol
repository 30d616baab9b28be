// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Test code: the signatures say all.
// solhint-disable use-natspec

import {AssignmentQueue} from "../libraries/AssignmentQueue.sol";

/// @title AssignmentQueueHarness
/// @notice Opens the library to tests.
contract AssignmentQueueHarness {
    using AssignmentQueue for AssignmentQueue.Queue;

    AssignmentQueue.Queue private _queue;

    function putAll(uint256 from, uint24[] calldata numbers) external {
        for (uint256 i; i < numbers.length; ++i) {
            _queue.put(from + i, numbers[i]);
        }
    }

    function numbers(uint256 from, uint256 count) external view returns (uint256[] memory all) {
        all = new uint256[](count);
        for (uint256 i; i < count; ++i) {
            all[i] = _queue.numberAt(from + i);
        }
    }
}
