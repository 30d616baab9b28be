// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "solady/utils/ECDSA.sol";
import {EIP712} from "solady/utils/EIP712.sol";
import {EfficientHashLib} from "solady/utils/EfficientHashLib.sol";
import {SignatureCheckerLib} from "solady/utils/SignatureCheckerLib.sol";

import {IDatasetReview} from "../../interfaces/IDatasetReview.sol";

/// @title VoteSignatures
/// @notice The signed votes of the CollaborativeDataset.
/// @dev EIP712 keeps the domain of the implementation, sees that a clone has another address and
/// makes the clone's own each time.
abstract contract VoteSignatures is EIP712, IDatasetReview {
    bytes32 private constant _VOTE_TYPEHASH = keccak256(
        "Vote(address validator,uint256 batchId,uint256 bitmap,uint64 deadline)"
    );

    /// @inheritdoc IDatasetReview
    function voteDigest(
        address validator,
        uint256 batchId,
        uint256 bitmap,
        uint64 deadline
    ) external view returns (bytes32 digest) {
        return _digest(_domainSeparator(), validator, batchId, bitmap, deadline);
    }

    /// @dev The domain separator is the same for all the votes of a call.
    function _requireSigned(
        bytes32 domain,
        uint256 batchId,
        SignedVote calldata signed
    ) internal view {
        address validator = signed.validator;
        uint64 deadline = signed.deadline;
        if (block.timestamp > deadline) revert VoteExpired(validator, deadline);
        bytes32 digest = _digest(domain, validator, batchId, signed.bitmap, deadline);
        // Whose key signed needs no look at the account, which costs as much as the recovery.
        address recovered = ECDSA.tryRecoverCalldata(digest, signed.signature);
        if (recovered == validator && validator != address(0)) return;
        if (
            !SignatureCheckerLib.isValidERC1271SignatureNowCalldata(
                validator,
                digest,
                signed.signature
            )
        ) revert InvalidSignature(validator);
    }

    function _digest(
        bytes32 domain,
        address validator,
        uint256 batchId,
        uint256 bitmap,
        uint256 deadline
    ) private pure returns (bytes32 digest) {
        bytes32 message = EfficientHashLib.hash(
            uint256(_VOTE_TYPEHASH),
            uint160(validator),
            batchId,
            bitmap,
            deadline
        );
        // In the scratch space, as EIP712 does it; the last bytes are the free memory pointer's
        // upper ones, which are 0.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(0x00, 0x1901000000000000)
            mstore(0x1a, domain)
            mstore(0x3a, message)
            digest := keccak256(0x18, 0x42)
            mstore(0x3a, 0)
        }
    }
}
