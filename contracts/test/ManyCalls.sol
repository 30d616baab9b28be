// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Test code: the signatures say all.
// solhint-disable use-natspec

/// @title ManyCalls
/// @notice Reads many views in one call.
contract ManyCalls {
    struct Question {
        address target;
        bytes data;
    }

    function read(Question[] calldata questions) external view returns (bytes[] memory answers) {
        answers = new bytes[](questions.length);
        for (uint256 i; i < questions.length; ++i) {
            (bool success, bytes memory answer) = questions[i].target.staticcall(questions[i].data);
            // solhint-disable-next-line gas-custom-errors
            require(success, "refused");
            answers[i] = answer;
        }
    }

    function time() external view returns (uint256) {
        return block.timestamp;
    }

    function balanceOf(address account) external view returns (uint256) {
        return account.balance;
    }
}
