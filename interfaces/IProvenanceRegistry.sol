// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IDatasetRegistry} from "./IDatasetRegistry.sol";
import {IImageVerifier} from "./IImageVerifier.sol";
import {IModelRegistry} from "./IModelRegistry.sol";

/// @title ProvenanceRegistry
/// @notice What is in a dataset, which models were trained on it, and who has checked. It has no
/// owner, no privileged account, no upgrade and takes no money.
/// @dev Pages: `start` and `limit` are clamped to what there is and never revert, so that anyone
/// can walk everything from state alone, without an indexer.
interface IProvenanceRegistry is IDatasetRegistry, IModelRegistry, IImageVerifier {
    // solhint-disable-previous-line no-empty-blocks
}
