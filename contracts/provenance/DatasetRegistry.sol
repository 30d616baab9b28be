// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDatasetRegistry} from "../../interfaces/IDatasetRegistry.sol";
import {Pages} from "../libraries/Pages.sol";

/// @title DatasetRegistry
/// @notice The datasets of the ProvenanceRegistry.
abstract contract DatasetRegistry is IDatasetRegistry {
    using Pages for bytes32[];

    mapping(bytes32 datasetId => Dataset) private _datasets;
    bytes32[] private _datasetIds;

    /// @inheritdoc IDatasetRegistry
    function registerDataset(
        DatasetRegistration calldata registration
    ) external returns (bytes32 datasetId) {
        bytes32 root = registration.root;
        if (root == 0) revert EmptyRoot();
        if (registration.count == 0) revert CountZero();
        if (bytes(registration.cid).length == 0) revert EmptyCid();
        datasetId = datasetIdOf(msg.sender, root);
        if (datasetExists(datasetId)) revert DatasetAlreadyRegistered(datasetId);

        Dataset storage registered = _datasets[datasetId];
        registered.publisher = msg.sender;
        registered.registeredAt = uint48(block.timestamp);
        registered.count = registration.count;
        registered.hashKind = registration.hashKind;
        registered.root = root;
        registered.cid = registration.cid;
        registered.metadata = registration.metadata;
        _datasetIds.push(datasetId);
        emit DatasetRegistered(
            datasetId,
            msg.sender,
            root,
            registration.count,
            registration.hashKind,
            registration.cid
        );
        if (registration.supersedes != 0) _supersede(registration.supersedes, datasetId);
    }

    /// @inheritdoc IDatasetRegistry
    function revokeDataset(bytes32 datasetId, string calldata reason) external {
        _ownDataset(datasetId).revokedAt = uint48(block.timestamp);
        emit DatasetRevoked(datasetId, msg.sender, reason);
    }

    /// @inheritdoc IDatasetRegistry
    function dataset(bytes32 datasetId) external view returns (Dataset memory) {
        return _dataset(datasetId);
    }

    /// @inheritdoc IDatasetRegistry
    function datasetCount() external view returns (uint256) {
        return _datasetIds.length;
    }

    /// @inheritdoc IDatasetRegistry
    function datasetIds(uint256 start, uint256 limit) external view returns (bytes32[] memory) {
        return _datasetIds.slice(start, limit);
    }

    /// @inheritdoc IDatasetRegistry
    function olderVersions(
        bytes32 datasetId,
        uint256 limit
    ) external view returns (bytes32[] memory) {
        _dataset(datasetId);
        return Pages.chain(datasetId, limit, _olderVersion);
    }

    /// @inheritdoc IDatasetRegistry
    function newerVersions(
        bytes32 datasetId,
        uint256 limit
    ) external view returns (bytes32[] memory) {
        _dataset(datasetId);
        return Pages.chain(datasetId, limit, _newerVersion);
    }

    /// @inheritdoc IDatasetRegistry
    function datasetExists(bytes32 datasetId) public view returns (bool) {
        return _datasets[datasetId].root != 0;
    }

    /// @inheritdoc IDatasetRegistry
    function datasetIdOf(address publisher, bytes32 root) public pure returns (bytes32 datasetId) {
        datasetId = keccak256(abi.encode(publisher, root));
    }

    /// @dev Links `newer`, just registered, to the version that it replaces.
    function _supersede(bytes32 older, bytes32 newer) private {
        if (older == newer) revert AncestryCycle(newer);
        Dataset storage replaced = _ownDataset(older);
        bytes32 supersededBy = replaced.supersededBy;
        if (supersededBy != 0) revert AlreadySuperseded(older, supersededBy);
        replaced.supersededBy = newer;
        _datasets[newer].supersedes = older;
        emit DatasetSuperseded(older, newer);
    }

    /// @dev A dataset that the caller may change: its own, and not revoked.
    function _ownDataset(bytes32 datasetId) private view returns (Dataset storage own) {
        own = _dataset(datasetId);
        if (own.publisher != msg.sender) revert NotPublisher(datasetId, msg.sender);
        if (own.revokedAt != 0) revert DatasetIsRevoked(datasetId);
    }

    function _olderVersion(bytes32 datasetId) private view returns (bytes32) {
        return _datasets[datasetId].supersedes;
    }

    function _newerVersion(bytes32 datasetId) private view returns (bytes32) {
        return _datasets[datasetId].supersededBy;
    }

    /// @dev The one place where an id becomes a record.
    function _dataset(bytes32 datasetId) internal view returns (Dataset storage registered) {
        registered = _datasets[datasetId];
        // The root, and not the publisher, so that a verification reads one slot.
        if (registered.root == 0) revert UnknownDataset(datasetId);
    }
}
