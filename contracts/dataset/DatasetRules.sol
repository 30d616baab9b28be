// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SSTORE2} from "solady/utils/SSTORE2.sol";

import {IDatasetRules} from "../../interfaces/IDatasetRules.sol";
import {AccountMerkle} from "../libraries/AccountMerkle.sol";
import {PackedRules} from "../libraries/PackedRules.sol";
import {DatasetState} from "./DatasetState.sol";

/// @title DatasetRules
/// @notice The rules of the CollaborativeDataset, and whom they admit.
abstract contract DatasetRules is DatasetState {
    using PackedRules for bytes;

    /// @inheritdoc IDatasetRules
    function rules() external view returns (Rules memory all) {
        bytes memory packed = _packedRules();
        all = packed.decode();
        all.name = packed.nameOf();
        all.badgePoints = packed.badgePointsOf();
    }

    /// @inheritdoc IDatasetRules
    function creator() public view returns (address) {
        return _packedRules().creatorOf();
    }

    /// @inheritdoc IDatasetRules
    function schema() external view returns (bytes memory) {
        return SSTORE2.read(_packedRules().schemaPointerOf());
    }

    /// @inheritdoc IDatasetRules
    function schemaHash() external view returns (bytes32) {
        return _packedRules().schemaHashOf();
    }

    /// @inheritdoc IDatasetRules
    function isAdmitted(
        address account,
        Role role,
        bytes32[] calldata proof
    ) external view returns (bool) {
        return _isAdmitted(_rules(), account, role, proof);
    }

    /// @dev Admits an account to a role, and numbers it when it takes part for the first time.
    function _admit(
        Rules memory ruled,
        address account,
        Role role,
        bytes32[] calldata proof
    ) internal returns (Account storage own) {
        own = _accounts[account];
        if (role == Role.Contributor ? own.mayContribute : own.mayVote) return own;
        if (!_isAdmitted(ruled, account, role, proof)) revert NotAdmitted(account, role);
        if (own.number == 0) {
            own.number = ++_counts.accounts;
        }
        if (role == Role.Validator) {
            own.mayVote = true;
            return own;
        }
        own.mayContribute = true;
        _noteAddress(own.number, account);
    }

    function _isAdmitted(
        Rules memory ruled,
        address account,
        Role role,
        bytes32[] calldata proof
    ) private view returns (bool) {
        Account storage own = _accounts[account];
        if (role == Role.Contributor ? own.mayContribute : own.mayVote) return true;
        Admission memory admission =
            role == Role.Contributor ? ruled.contributors : ruled.validators;
        if (admission.kind == AdmissionKind.Open) return true;
        if (admission.kind == AdmissionKind.MinimumPoints && own.points >= admission.minimumPoints)
            return true;
        return AccountMerkle.proves(proof, admission.root, account);
    }
}
