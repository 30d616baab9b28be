// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Test code: the signatures say all.
// solhint-disable use-natspec

import {SignatureCheckerLib} from "solady/utils/SignatureCheckerLib.sol";

/// @title ContractWallet
/// @notice A wallet that answers by EIP-1271 for its owner, or misbehaves in a named way.
contract ContractWallet {
    enum Answer {
        OwnerSigned,
        WrongValue,
        TooShort,
        Reverts
    }

    bytes4 private constant _ACCEPTED = 0x1626ba7e;

    address private immutable _OWNER;
    Answer private immutable _ANSWER;

    constructor(address owner, Answer answer) {
        _OWNER = owner;
        _ANSWER = answer;
    }

    function isValidSignature(
        bytes32 hash,
        bytes calldata signature
    ) external view returns (bytes4) {
        if (_ANSWER == Answer.WrongValue) return 0xffffffff;
        // solhint-disable-next-line gas-custom-errors
        if (_ANSWER == Answer.Reverts) revert("refused");
        if (_ANSWER == Answer.TooShort) {
            bytes4 accepted = _ACCEPTED;
            // solhint-disable-next-line no-inline-assembly
            assembly ("memory-safe") {
                mstore(0, accepted)
                return(0, 4)
            }
        }
        return
            SignatureCheckerLib.isValidSignatureNowCalldata(_OWNER, hash, signature)
                ? _ACCEPTED
                : bytes4(0);
    }
}
