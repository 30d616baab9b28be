// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IModelRegistry} from "../../interfaces/IModelRegistry.sol";
import {Pages} from "../libraries/Pages.sol";
import {DatasetRegistry} from "./DatasetRegistry.sol";

/// @title ModelRegistry
/// @notice The models of the ProvenanceRegistry.
abstract contract ModelRegistry is DatasetRegistry, IModelRegistry {
    using Pages for bytes32[];

    mapping(bytes32 modelId => Model) private _models;
    mapping(bytes32 datasetId => bytes32[]) private _modelIdsOf;
    bytes32[] private _modelIds;

    /// @inheritdoc IModelRegistry
    function registerModel(
        ModelRegistration calldata registration
    ) external returns (bytes32 modelId) {
        bytes32 digest = registration.digest;
        if (digest == 0) revert EmptyDigest();
        if (bytes(registration.cid).length == 0) revert EmptyCid();
        modelId = modelIdOf(msg.sender, digest);
        if (modelExists(modelId)) revert ModelAlreadyRegistered(modelId);
        bytes32 parent = registration.parent;
        if (parent == modelId) revert AncestryCycle(modelId);
        if (parent != 0 && _model(parent).revokedAt != 0) revert ModelIsRevoked(parent);

        Model storage registered = _models[modelId];
        registered.publisher = msg.sender;
        registered.registeredAt = uint48(block.timestamp);
        registered.digest = digest;
        if (parent != 0) registered.parent = parent;
        registered.datasetIds = registration.datasetIds;
        registered.cid = registration.cid;
        registered.metadata = registration.metadata;
        _modelIds.push(modelId);
        _addToDatasets(modelId, registration.datasetIds);
        emit ModelRegistered(
            modelId,
            msg.sender,
            digest,
            parent,
            registration.datasetIds,
            registration.cid
        );
    }

    /// @inheritdoc IModelRegistry
    function revokeModel(bytes32 modelId, string calldata reason) external {
        Model storage own = _model(modelId);
        if (own.publisher != msg.sender) revert NotPublisher(modelId, msg.sender);
        if (own.revokedAt != 0) revert ModelIsRevoked(modelId);
        own.revokedAt = uint48(block.timestamp);
        emit ModelRevoked(modelId, msg.sender, reason);
    }

    /// @inheritdoc IModelRegistry
    function model(bytes32 modelId) external view returns (Model memory) {
        return _model(modelId);
    }

    /// @inheritdoc IModelRegistry
    function modelCount() external view returns (uint256) {
        return _modelIds.length;
    }

    /// @inheritdoc IModelRegistry
    function modelIds(uint256 start, uint256 limit) external view returns (bytes32[] memory) {
        return _modelIds.slice(start, limit);
    }

    /// @inheritdoc IModelRegistry
    function modelCountOf(bytes32 datasetId) external view returns (uint256) {
        _dataset(datasetId);
        return _modelIdsOf[datasetId].length;
    }

    /// @inheritdoc IModelRegistry
    function modelsOf(
        bytes32 datasetId,
        uint256 start,
        uint256 limit
    ) external view returns (bytes32[] memory) {
        _dataset(datasetId);
        return _modelIdsOf[datasetId].slice(start, limit);
    }

    /// @inheritdoc IModelRegistry
    function datasetsOf(
        bytes32 modelId,
        uint256 start,
        uint256 limit
    ) external view returns (bytes32[] memory) {
        return _model(modelId).datasetIds.slice(start, limit);
    }

    /// @inheritdoc IModelRegistry
    function ancestors(bytes32 modelId, uint256 limit) external view returns (bytes32[] memory) {
        _model(modelId);
        return Pages.chain(modelId, limit, _parentOf);
    }

    /// @inheritdoc IModelRegistry
    function modelExists(bytes32 modelId) public view returns (bool) {
        return _models[modelId].publisher != address(0);
    }

    /// @inheritdoc IModelRegistry
    function modelIdOf(address publisher, bytes32 digest) public pure returns (bytes32 modelId) {
        modelId = keccak256(abi.encode(publisher, digest));
    }

    /// @dev Lists the model under each of its datasets. Ascending order makes a duplicate, which
    /// would list it twice, impossible at the price of one comparison an id.
    function _addToDatasets(bytes32 modelId, bytes32[] calldata ids) private {
        if (ids.length == 0) revert NoDatasets();
        for (uint256 i; i < ids.length; ++i) {
            bytes32 id = ids[i];
            if (i != 0 && ids[i - 1] >= id) revert DatasetIdsNotAscending(ids[i - 1], id);
            if (_dataset(id).revokedAt != 0) revert DatasetIsRevoked(id);
            _modelIdsOf[id].push(modelId);
        }
    }

    function _parentOf(bytes32 modelId) private view returns (bytes32) {
        return _models[modelId].parent;
    }

    function _model(bytes32 modelId) private view returns (Model storage registered) {
        registered = _models[modelId];
        if (registered.publisher == address(0)) revert UnknownModel(modelId);
    }
}
