// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title GasMeter
/// @notice Gas of a view as another contract pays for it.
contract GasMeter {
    error CallFailed();

    /// @notice Gas of one static call: its execution and the 100 gas of the call itself. The
    /// target is warm, its storage is not; the transaction's own cost is not in it.
    /// @param target Contract to call.
    /// @param data Selector and arguments.
    /// @return used Gas.
    function measure(address target, bytes calldata data) external view returns (uint256 used) {
        bytes memory input = data;
        // Warms the target, and makes sure that there is something to measure.
        if (target.code.length == 0) revert CallFailed();
        bool success;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            used := gas()
            success := staticcall(gas(), target, add(input, 0x20), mload(input), 0, 0)
            used := sub(used, gas())
        }
        if (!success) revert CallFailed();
    }
}
