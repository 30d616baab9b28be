// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCastLib} from "solady/utils/SafeCastLib.sol";

import {IDatasetReview} from "../../interfaces/IDatasetReview.sol";
import {PackedRules} from "../libraries/PackedRules.sol";
import {DatasetRecords} from "./DatasetRecords.sol";

/// @title DatasetValidators
/// @notice Who votes in the CollaborativeDataset.
abstract contract DatasetValidators is DatasetRecords, IDatasetReview {
    /// @inheritdoc IDatasetReview
    function join(bytes32[] calldata proof) external payable {
        Rules memory ruled = _rules();
        if (msg.value != ruled.validatorStake) {
            revert WrongValue(msg.value, ruled.validatorStake);
        }
        if (_accounts[msg.sender].status != ValidatorStatus.None) {
            revert AlreadyJoined(msg.sender);
        }
        if (msg.value != 0) _funds.stakes += SafeCastLib.toUint128(msg.value);
        _noteAddress(_join(ruled, msg.sender, proof).number, msg.sender);
    }

    /// @inheritdoc IDatasetReview
    function resign() external {
        Account storage own = _accounts[msg.sender];
        if (own.status != ValidatorStatus.Active) revert NotJoined(msg.sender);
        // One second more, so that the last vote on the batches of now comes first.
        uint256 releasedAt = block.timestamp + _rules().reviewPeriod + 1;
        own.status = ValidatorStatus.Leaving;
        own.stakeReleasedAt = uint40(releasedAt);
        emit ValidatorLeft(msg.sender, releasedAt);
    }

    /// @dev The number of an account that may vote; where no stake is asked it joins by voting.
    function _numberOfValidator(
        bytes memory packed,
        address validator,
        bytes32[] calldata proof
    ) internal returns (uint256) {
        Account storage own = _accounts[validator];
        // The usual case first: a slot read once is still 100 gas a look.
        if (own.status == ValidatorStatus.Active) return own.number;
        if (own.status == ValidatorStatus.Leaving) {
            revert IsLeaving(validator, own.stakeReleasedAt);
        }
        Rules memory ruled = PackedRules.decode(packed);
        if (ruled.validatorStake != 0) revert NotJoined(validator);
        return _join(ruled, validator, proof).number;
    }

    function _join(
        Rules memory ruled,
        address account,
        bytes32[] calldata proof
    ) private returns (Account storage own) {
        own = _admit(ruled, account, Role.Validator, proof);
        own.status = ValidatorStatus.Active;
        emit ValidatorJoined(account);
    }
}
