// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Registered models
/// @notice A model is the digest of its manifest, the datasets that it was trained on, and
/// optionally the model that it was derived from. Only its publisher can revoke it; nothing is
/// ever erased.
/// @dev Anyone may register a model on any dataset: it is the publisher's statement, not the
/// dataset's consent. Every view given an id that is not registered reverts with `UnknownModel`
/// or `UnknownDataset`.
/// Errors that it shares with datasets are in IDatasetRegistry: `EmptyCid`, `NotPublisher`,
/// `AncestryCycle`, `UnknownDataset`, `DatasetIsRevoked`.
interface IModelRegistry {
    /// @notice A model as its publisher hands it in.
    /// @param digest SHA-256 of the bytes of the model manifest; not zero.
    /// @param parent Id of the model that this one was derived from (fine-tuned, distilled,
    /// pruned), or zero. It may be another publisher's.
    /// @param datasetIds Ids of the datasets that it was trained on itself (those of its
    /// ancestors are reached through `ancestors`): at least one, strictly ascending.
    /// @param cid IPFS CID of the model manifest, as text; not empty.
    /// @param metadata Free text, best JSON; may be empty.
    struct ModelRegistration {
        bytes32 digest;
        bytes32 parent;
        bytes32[] datasetIds;
        string cid;
        string metadata;
    }

    /// @notice A model as it is stored.
    /// @param publisher Account that registered it.
    /// @param registeredAt Time of registration, in seconds since 1970.
    /// @param revokedAt Time of revocation, in seconds since 1970; 0 if it is not revoked.
    /// @param digest SHA-256 of the bytes of the model manifest.
    /// @param parent Id of the model that this one was derived from, or zero.
    /// @param datasetIds Ids of the datasets that it was trained on itself, ascending.
    /// @param cid IPFS CID of the model manifest.
    /// @param metadata Free text of the publisher.
    struct Model {
        address publisher;
        uint48 registeredAt;
        uint48 revokedAt;
        bytes32 digest;
        bytes32 parent;
        bytes32[] datasetIds;
        string cid;
        string metadata;
    }

    /// @notice The digest of the model manifest is zero.
    error EmptyDigest();
    /// @notice A model trained on nothing; a derived model also names the data it was tuned on.
    error NoDatasets();
    /// @notice `next` does not come after `previous`: sort the ids ascending, without duplicates.
    error DatasetIdsNotAscending(bytes32 previous, bytes32 next);
    /// @notice This publisher has registered this digest before.
    error ModelAlreadyRegistered(bytes32 modelId);
    /// @notice No model has this id.
    error UnknownModel(bytes32 modelId);
    /// @notice The model was revoked.
    error ModelIsRevoked(bytes32 modelId);

    /// @notice A model was registered.
    /// @param modelId Id of the model.
    /// @param publisher Account that registered it.
    /// @param digest SHA-256 of the model manifest.
    /// @param parent Model that it was derived from, or zero.
    /// @param datasetIds Datasets that it was trained on itself.
    /// @param cid IPFS CID of the model manifest.
    event ModelRegistered(
        bytes32 indexed modelId,
        address indexed publisher,
        bytes32 indexed digest,
        bytes32 parent,
        bytes32[] datasetIds,
        string cid
    );
    /// @notice The publisher withdrew a model. The reason is kept here only.
    /// @param modelId The model withdrawn.
    /// @param publisher Its publisher.
    /// @param reason Free text of the publisher.
    event ModelRevoked(bytes32 indexed modelId, address indexed publisher, string reason);

    /// @notice Registers a model in the name of the caller.
    /// @dev Refused on a revoked dataset or a revoked parent: a revocation says that it must not
    /// be used any more, and from then on the registry takes no statement that it was. Models
    /// registered before keep their record. A parent must be registered before its child, and no
    /// record ever changes its parent, so ancestry has no cycles by construction.
    /// @param registration The model.
    /// @return modelId keccak256(abi.encode(publisher, digest)).
    function registerModel(
        ModelRegistration calldata registration
    ) external returns (bytes32 modelId);

    /// @notice Withdraws a model for good: it stays readable, but no new model can be derived
    /// from it.
    /// @param modelId A model of the caller, not revoked before.
    /// @param reason Free text for the readers of the event; may be empty.
    function revokeModel(bytes32 modelId, string calldata reason) external;

    /// @notice The id that a model has, or would have: the same on every chain.
    /// @param publisher Account that registers it.
    /// @param digest SHA-256 of the model manifest.
    /// @return modelId keccak256(abi.encode(publisher, digest)).
    function modelIdOf(address publisher, bytes32 digest) external pure returns (bytes32 modelId);

    /// @notice Whether a model with this id is registered, revoked or not. Never reverts.
    /// @param modelId Any id.
    /// @return Whether it is registered.
    function modelExists(bytes32 modelId) external view returns (bool);

    /// @notice The model with this id.
    /// @param modelId A registered model.
    /// @return Its record.
    function model(bytes32 modelId) external view returns (Model memory);

    /// @notice Number of models registered by all publishers, revoked ones included.
    /// @return Number of models.
    function modelCount() external view returns (uint256);

    /// @notice Ids of all models in the order of their registration: `limit` of them at most,
    /// from the position `start`. Past the end: none.
    /// @param start First position, from 0.
    /// @param limit Most ids to return.
    /// @return Model ids.
    function modelIds(uint256 start, uint256 limit) external view returns (bytes32[] memory);

    /// @notice Number of models registered on this dataset, revoked ones included.
    /// @param datasetId A registered dataset.
    /// @return Number of models.
    function modelCountOf(bytes32 datasetId) external view returns (uint256);

    /// @notice Ids of the models registered on this dataset, in the order of their registration:
    /// `limit` of them at most, from the position `start`. Past the end: none.
    /// @param datasetId A registered dataset.
    /// @param start First position, from 0.
    /// @param limit Most ids to return.
    /// @return Model ids.
    function modelsOf(
        bytes32 datasetId,
        uint256 start,
        uint256 limit
    ) external view returns (bytes32[] memory);

    /// @notice Ids of the datasets that this model was trained on itself, ascending: `limit` of
    /// them at most, from the position `start`. Past the end: none.
    /// @param modelId A registered model.
    /// @param start First position, from 0.
    /// @param limit Most ids to return.
    /// @return Dataset ids.
    function datasetsOf(
        bytes32 modelId,
        uint256 start,
        uint256 limit
    ) external view returns (bytes32[] memory);

    /// @notice Ids of the models that this one comes from: `limit` at most, its parent first. To
    /// go on, ask with the last id. Past the first ancestor: none.
    /// @param modelId A registered model.
    /// @param limit Most ids to return.
    /// @return Model ids.
    function ancestors(bytes32 modelId, uint256 limit) external view returns (bytes32[] memory);
}
