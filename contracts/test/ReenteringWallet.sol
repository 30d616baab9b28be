// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Test code: the signatures say all.
// solhint-disable use-natspec

/// @title ReenteringWallet
/// @notice A wallet that, when it is paid, calls its payer back.
contract ReenteringWallet {
    bytes public callback;
    bytes public answer;
    bool public succeeded;

    receive() external payable {
        // solhint-disable-next-line avoid-low-level-calls
        if (callback.length != 0) (succeeded, answer) = msg.sender.call(callback);
    }

    function setCallback(bytes calldata data) external {
        callback = data;
    }

    function execute(address target, bytes calldata data) external payable {
        // solhint-disable-next-line avoid-low-level-calls
        (bool success, bytes memory result) = target.call{value: msg.value}(data);
        if (success) return;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            revert(add(result, 0x20), mload(result))
        }
    }
}
