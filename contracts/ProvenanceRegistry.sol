// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IProvenanceRegistry} from "../interfaces/IProvenanceRegistry.sol";
import {ImageVerifier} from "./provenance/ImageVerifier.sol";
import {ModelRegistry} from "./provenance/ModelRegistry.sol";

/// @title ProvenanceRegistry
/// @notice Datasets, the models trained on them, and verifications of their images.
contract ProvenanceRegistry is ModelRegistry, ImageVerifier, IProvenanceRegistry {
    /// @dev EIP-712 domain, readable through `eip712Domain` (EIP-5267).
    function _domainNameAndVersion()
        internal
        pure
        override
        returns (string memory name, string memory version)
    {
        name = "Veriset ProvenanceRegistry";
        version = "1";
    }
}
