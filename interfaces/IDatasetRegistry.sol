// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Registered datasets
/// @notice A dataset is the Merkle root of the content hashes of its images, and where to find
/// its manifest. Only its publisher can supersede or revoke it; nothing is ever erased.
/// @dev No claim is checked against the manifest, which the chain cannot read: `count`,
/// `hashKind`, `cid` and `metadata` are the publisher's word. The root is what proofs hold it to.
/// Every view given the id of a dataset that is not registered reverts with `UnknownDataset`.
interface IDatasetRegistry {
    /// @notice What of an image its content hash, a SHA-256, is taken of.
    /// File: the bytes of its file. Pixels: the canonical form of its decoded pixels.
    enum HashKind {
        File,
        Pixels
    }

    /// @notice A dataset as its publisher hands it in.
    /// @param root Merkle root over the content hashes, laid out as `StandardMerkleTree` with
    /// leaf encoding ["bytes32"] of the npm package openzeppelin/merkle-tree; not zero.
    /// @param count Number of images, duplicates included; not zero.
    /// @param hashKind What the content hashes are taken of.
    /// @param supersedes Id of the older version that this one replaces, or zero.
    /// @param cid IPFS CID of the manifest, as text; not empty.
    /// @param metadata Free text, best JSON; may be empty.
    struct DatasetRegistration {
        bytes32 root;
        uint64 count;
        HashKind hashKind;
        bytes32 supersedes;
        string cid;
        string metadata;
    }

    /// @notice A dataset as it is stored.
    /// @param publisher Account that registered it.
    /// @param registeredAt Time of registration, in seconds since 1970.
    /// @param revokedAt Time of revocation, in seconds since 1970; 0 if it is not revoked.
    /// @param count Number of images, duplicates included.
    /// @param hashKind What the content hashes are taken of.
    /// @param root Merkle root over the content hashes.
    /// @param supersedes Id of the older version that this one replaces, or zero.
    /// @param supersededBy Id of the newer version that replaces this one, or zero.
    /// @param cid IPFS CID of the manifest.
    /// @param metadata Free text of the publisher.
    struct Dataset {
        address publisher;
        uint48 registeredAt;
        uint48 revokedAt;
        uint64 count;
        HashKind hashKind;
        bytes32 root;
        bytes32 supersedes;
        bytes32 supersededBy;
        string cid;
        string metadata;
    }

    /// @notice The Merkle root is zero.
    error EmptyRoot();
    /// @notice A dataset of no images.
    error CountZero();
    /// @notice The CID of the manifest is empty, so nobody could find it.
    error EmptyCid();
    /// @notice This publisher has registered this root before.
    error DatasetAlreadyRegistered(bytes32 datasetId);
    /// @notice No dataset has this id.
    error UnknownDataset(bytes32 datasetId);
    /// @notice The dataset or model `id` belongs to another account than `caller`.
    error NotPublisher(bytes32 id, address caller);
    /// @notice The dataset was revoked.
    error DatasetIsRevoked(bytes32 datasetId);
    /// @notice The dataset has a newer version, `supersededBy`, already; supersede that one.
    error AlreadySuperseded(bytes32 datasetId, bytes32 supersededBy);
    /// @notice The dataset supersedes itself, or the model is its own parent.
    error AncestryCycle(bytes32 id);

    /// @notice A dataset was registered.
    /// @param datasetId Id of the dataset.
    /// @param publisher Account that registered it.
    /// @param root Merkle root over the content hashes.
    /// @param count Number of images.
    /// @param hashKind What the content hashes are taken of.
    /// @param cid IPFS CID of the manifest.
    event DatasetRegistered(
        bytes32 indexed datasetId,
        address indexed publisher,
        bytes32 indexed root,
        uint64 count,
        HashKind hashKind,
        string cid
    );
    /// @notice The publisher replaced `datasetId` by a newer version.
    /// @param datasetId The older version.
    /// @param supersededBy The newer version, just registered.
    event DatasetSuperseded(bytes32 indexed datasetId, bytes32 indexed supersededBy);
    /// @notice The publisher withdrew a dataset. The reason is kept here only.
    /// @param datasetId The dataset withdrawn.
    /// @param publisher Its publisher.
    /// @param reason Free text of the publisher.
    event DatasetRevoked(bytes32 indexed datasetId, address indexed publisher, string reason);

    /// @notice Registers a dataset in the name of the caller, as a first or as a newer version.
    /// @dev A version can be superseded once, by its own publisher, so versions form a line. The
    /// older one must be registered already, so the line cannot close into a ring. A revoked
    /// dataset cannot be superseded: to replace a faulty one, supersede first, then revoke.
    /// @param registration The dataset.
    /// @return datasetId keccak256(abi.encode(publisher, root)).
    function registerDataset(
        DatasetRegistration calldata registration
    ) external returns (bytes32 datasetId);

    /// @notice Withdraws a dataset for good: it stays readable and its images stay verifiable, but
    /// no new model can be registered on it and no new version can supersede it.
    /// @param datasetId A dataset of the caller, not revoked before.
    /// @param reason Free text for the readers of the event; may be empty.
    function revokeDataset(bytes32 datasetId, string calldata reason) external;

    /// @notice The id that a dataset has, or would have.
    /// @dev It holds the publisher, so nobody can take another's id by registering its root first;
    /// and it holds no chain id, so a dataset has one id on every chain.
    /// @param publisher Account that registers it.
    /// @param root Merkle root over the content hashes.
    /// @return datasetId keccak256(abi.encode(publisher, root)).
    function datasetIdOf(address publisher, bytes32 root) external pure returns (bytes32 datasetId);

    /// @notice Whether a dataset with this id is registered, revoked or not. Never reverts.
    /// @param datasetId Any id.
    /// @return Whether it is registered.
    function datasetExists(bytes32 datasetId) external view returns (bool);

    /// @notice The dataset with this id.
    /// @param datasetId A registered dataset.
    /// @return Its record.
    function dataset(bytes32 datasetId) external view returns (Dataset memory);

    /// @notice Number of datasets registered by all publishers, revoked ones included.
    /// @return Number of datasets.
    function datasetCount() external view returns (uint256);

    /// @notice Ids of all datasets in the order of their registration: `limit` of them at most,
    /// from the position `start`. Past the end: none.
    /// @param start First position, from 0.
    /// @param limit Most ids to return.
    /// @return Dataset ids.
    function datasetIds(uint256 start, uint256 limit) external view returns (bytes32[] memory);

    /// @notice Ids of the versions before this one: `limit` at most, the nearest first. To go on,
    /// ask with the last id. Past the first version: none.
    /// @param datasetId A registered dataset.
    /// @param limit Most ids to return.
    /// @return Dataset ids.
    function olderVersions(
        bytes32 datasetId,
        uint256 limit
    ) external view returns (bytes32[] memory);

    /// @notice Ids of the versions after this one: `limit` at most, the nearest first. To go on,
    /// ask with the last id. Past the newest version: none.
    /// @param datasetId A registered dataset.
    /// @param limit Most ids to return.
    /// @return Dataset ids.
    function newerVersions(
        bytes32 datasetId,
        uint256 limit
    ) external view returns (bytes32[] memory);
}
