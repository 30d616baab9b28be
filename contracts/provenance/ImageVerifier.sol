// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "solady/utils/EIP712.sol";
import {SignatureCheckerLib} from "solady/utils/SignatureCheckerLib.sol";

import {IImageVerifier} from "../../interfaces/IImageVerifier.sol";
import {ImageMerkle} from "../libraries/ImageMerkle.sol";
import {DatasetRegistry} from "./DatasetRegistry.sol";

/// @title ImageVerifier
/// @notice The verifications of the ProvenanceRegistry.
abstract contract ImageVerifier is DatasetRegistry, EIP712, IImageVerifier {
    /// @dev Who has recorded an image of a dataset.
    struct Verifications {
        uint256 count;
        mapping(address verifier => uint256 time) recordedAt;
    }

    bytes32 private constant _VERIFICATION_TYPEHASH = keccak256(
        "Verification(address verifier,bytes32 datasetId,bytes32[] contentHashes,uint64 deadline)"
    );

    mapping(bytes32 datasetId => mapping(bytes32 contentHash => Verifications))
        private _verifications;

    /// @inheritdoc IImageVerifier
    function recordVerification(
        bytes32 datasetId,
        bytes32 contentHash,
        bytes32[] calldata proof
    ) external {
        if (!verify(datasetId, contentHash, proof)) revert BadProof(datasetId);
        _record(datasetId, contentHash, msg.sender);
    }

    /// @inheritdoc IImageVerifier
    function recordVerifications(
        bytes32 datasetId,
        bytes32[] calldata contentHashes,
        bytes32[] calldata proof,
        bool[] calldata flags
    ) external {
        if (!verifyMany(datasetId, contentHashes, proof, flags)) revert BadProof(datasetId);
        _recordAll(datasetId, contentHashes, msg.sender);
    }

    /// @inheritdoc IImageVerifier
    function recordVerificationsBySignature(
        bytes32 datasetId,
        bytes32[] calldata contentHashes,
        bytes32[] calldata proof,
        bool[] calldata flags,
        address verifier,
        uint64 deadline,
        bytes calldata signature
    ) external {
        if (block.timestamp > deadline) revert SignatureExpired(deadline);
        bytes32 digest = verificationDigest(datasetId, contentHashes, verifier, deadline);
        if (!SignatureCheckerLib.isValidSignatureNowCalldata(verifier, digest, signature)) {
            revert InvalidSignature(verifier);
        }
        if (!verifyMany(datasetId, contentHashes, proof, flags)) revert BadProof(datasetId);
        _recordAll(datasetId, contentHashes, verifier);
    }

    /// @inheritdoc IImageVerifier
    function verificationCount(
        bytes32 datasetId,
        bytes32 contentHash
    ) external view returns (uint256) {
        _dataset(datasetId);
        return _verifications[datasetId][contentHash].count;
    }

    /// @inheritdoc IImageVerifier
    function verifiedAt(
        bytes32 datasetId,
        bytes32 contentHash,
        address verifier
    ) external view returns (uint256) {
        _dataset(datasetId);
        return _verifications[datasetId][contentHash].recordedAt[verifier];
    }

    /// @inheritdoc IImageVerifier
    function verify(
        bytes32 datasetId,
        bytes32 contentHash,
        bytes32[] calldata proof
    ) public view returns (bool) {
        return ImageMerkle.proves(proof, _dataset(datasetId).root, contentHash);
    }

    /// @inheritdoc IImageVerifier
    function verifyMany(
        bytes32 datasetId,
        bytes32[] calldata contentHashes,
        bytes32[] calldata proof,
        bool[] calldata flags
    ) public view returns (bool) {
        if (contentHashes.length == 0) revert NoContentHashes();
        return ImageMerkle.provesAll(proof, flags, _dataset(datasetId).root, contentHashes);
    }

    /// @inheritdoc IImageVerifier
    function verificationDigest(
        bytes32 datasetId,
        bytes32[] calldata contentHashes,
        address verifier,
        uint64 deadline
    ) public view returns (bytes32 digest) {
        bytes32 listHash = keccak256(abi.encodePacked(contentHashes));
        digest = _hashTypedData(
            keccak256(abi.encode(_VERIFICATION_TYPEHASH, verifier, datasetId, listHash, deadline))
        );
    }

    function _recordAll(
        bytes32 datasetId,
        bytes32[] calldata contentHashes,
        address verifier
    ) private {
        for (uint256 i; i < contentHashes.length; ++i) {
            _record(datasetId, contentHashes[i], verifier);
        }
    }

    function _record(bytes32 datasetId, bytes32 contentHash, address verifier) private {
        Verifications storage verifications = _verifications[datasetId][contentHash];
        if (verifications.recordedAt[verifier] != 0) {
            revert AlreadyVerified(datasetId, contentHash, verifier);
        }
        verifications.recordedAt[verifier] = block.timestamp;
        ++verifications.count;
        emit ImageVerified(datasetId, contentHash, verifier);
    }
}
