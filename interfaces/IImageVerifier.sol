// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Verification of images against registered datasets
/// @notice Anyone checks by a call, without a wallet, that an image is in a dataset; an account
/// can leave on the chain that it did.
/// @dev A leaf is keccak256(keccak256(abi.encode(contentHash))) and a node the Keccak-256 of its
/// two children, the smaller first. A leaf is a hash of 32 bytes and a node one of 64, so a node
/// cannot be passed off as an image. Multiproofs are those of npm openzeppelin/merkle-tree.
/// Images of a revoked or superseded dataset verify as before: that an image was in it is
/// evidence, and a publisher must not be able to take evidence back. Every function given the id
/// of a dataset that is not registered reverts with `UnknownDataset`.
interface IImageVerifier {
    /// @notice No content hashes were given.
    error NoContentHashes();
    /// @notice The proof does not lead from the content hashes to the dataset's root.
    error BadProof(bytes32 datasetId);
    /// @notice This verifier has recorded this image of this dataset before.
    error AlreadyVerified(bytes32 datasetId, bytes32 contentHash, address verifier);
    /// @notice The signature was good until `deadline`.
    error SignatureExpired(uint64 deadline);
    /// @notice `verifier` did not sign this message for this contract on this chain.
    error InvalidSignature(address verifier);

    /// @notice `verifier` showed that the image is in the dataset.
    /// @param datasetId The dataset.
    /// @param contentHash SHA-256 of the image.
    /// @param verifier Account that recorded or signed it.
    event ImageVerified(
        bytes32 indexed datasetId,
        bytes32 indexed contentHash,
        address indexed verifier
    );

    /// @notice Whether the image is in the dataset.
    /// @param datasetId A registered dataset.
    /// @param contentHash SHA-256 of the image, of the dataset's hash kind.
    /// @param proof Siblings from the leaf up to the root; empty for a dataset of one image.
    /// @return Whether the proof leads to the root.
    function verify(
        bytes32 datasetId,
        bytes32 contentHash,
        bytes32[] calldata proof
    ) external view returns (bool);

    /// @notice Whether all the images are in the dataset. False, and no revert, for a multiproof
    /// whose lengths do not fit together.
    /// @dev An empty list reverts: a multiproof of no leaves that is the root itself would hold
    /// for everybody, and a caller that takes its list from somebody else would be told "all
    /// verified" of nothing.
    /// @param datasetId A registered dataset.
    /// @param contentHashes SHA-256 of the images, in the order of the multiproof's leaves.
    /// @param proof The nodes that the multiproof adds.
    /// @param flags For each step, whether its second operand is a node computed before (true)
    /// or the next of `proof` (false).
    /// @return Whether the multiproof leads to the root.
    function verifyMany(
        bytes32 datasetId,
        bytes32[] calldata contentHashes,
        bytes32[] calldata proof,
        bool[] calldata flags
    ) external view returns (bool);

    /// @notice Records that the caller verified the image; once per image, dataset and account.
    /// @param datasetId A registered dataset.
    /// @param contentHash SHA-256 of the image, of the dataset's hash kind.
    /// @param proof Siblings from the leaf up to the root.
    function recordVerification(
        bytes32 datasetId,
        bytes32 contentHash,
        bytes32[] calldata proof
    ) external;

    /// @notice Records that the caller verified the images: all, or none. An image that
    /// occurs twice in the dataset is still recorded once.
    /// @param datasetId A registered dataset.
    /// @param contentHashes SHA-256 of the images, in the order of the multiproof's leaves.
    /// @param proof The nodes that the multiproof adds.
    /// @param flags As for `verifyMany`.
    function recordVerifications(
        bytes32 datasetId,
        bytes32[] calldata contentHashes,
        bytes32[] calldata proof,
        bool[] calldata flags
    ) external;

    /// @notice Records that `verifier` verified the images, on its signature, handed in and paid
    /// for by anyone: all, or none.
    /// @dev EIP-712 type `Verification(address verifier,bytes32 datasetId,
    /// bytes32[] contentHashes,uint64 deadline)`. There is no nonce: an image is recorded once per
    /// dataset and verifier, so a signature, or another encoding of it, has no effect a second
    /// time, and signatures can be handed in in any order. The proof is not signed: it adds
    /// nothing to what the verifier states.
    /// @param datasetId A registered dataset.
    /// @param contentHashes SHA-256 of the images, in the order of the multiproof's leaves, which
    /// is the order signed.
    /// @param proof The nodes that the multiproof adds.
    /// @param flags As for `verifyMany`.
    /// @param verifier Signer: an account, or a contract that answers by EIP-1271.
    /// @param deadline Last second, since 1970, at which the signature is good.
    /// @param signature 65 bytes (r, s, v), 64 (EIP-2098), or whatever the contract takes.
    function recordVerificationsBySignature(
        bytes32 datasetId,
        bytes32[] calldata contentHashes,
        bytes32[] calldata proof,
        bool[] calldata flags,
        address verifier,
        uint64 deadline,
        bytes calldata signature
    ) external;

    /// @notice Digest that `verifier` signs: EIP-712, for this contract on this chain.
    /// @param datasetId The dataset.
    /// @param contentHashes SHA-256 of the images, in the order to be recorded.
    /// @param verifier Signer.
    /// @param deadline Last second, since 1970, at which the signature is good.
    /// @return digest The 32 bytes to sign.
    function verificationDigest(
        bytes32 datasetId,
        bytes32[] calldata contentHashes,
        address verifier,
        uint64 deadline
    ) external view returns (bytes32 digest);

    /// @notice Number of accounts that recorded a verification of this image in this dataset.
    /// Accounts are free, so this counts accounts and not people.
    /// @param datasetId A registered dataset.
    /// @param contentHash SHA-256 of the image.
    /// @return Number of accounts.
    function verificationCount(
        bytes32 datasetId,
        bytes32 contentHash
    ) external view returns (uint256);

    /// @notice Time at which `verifier` recorded this image in this dataset, in seconds since
    /// 1970; 0 if never.
    /// @param datasetId A registered dataset.
    /// @param contentHash SHA-256 of the image.
    /// @param verifier Any account.
    /// @return Seconds since 1970, or 0.
    function verifiedAt(
        bytes32 datasetId,
        bytes32 contentHash,
        address verifier
    ) external view returns (uint256);
}
