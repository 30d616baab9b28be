// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "solady/utils/EIP712.sol";
import {SignatureCheckerLib} from "solady/utils/SignatureCheckerLib.sol";

import {CampaignPhase} from "./CampaignPhase.sol";

/// @title CampaignAdmission
/// @notice How the AnnotationCampaign admits and numbers an account.
/// @dev EIP712 keeps the domain of the implementation, sees that a clone has another address and
/// makes the clone's own each time.
abstract contract CampaignAdmission is CampaignPhase, EIP712 {
    bytes32 private constant _ADMISSION_TYPEHASH = keccak256(
        "Admission(address account,uint64 deadline)"
    );

    /// @dev The caller's number in the role; at its first call it is admitted and gets one.
    function _admit(
        Terms memory agreed,
        Role role,
        Admission calldata admission
    ) internal returns (uint256 number) {
        number = _numbers[msg.sender];
        if (number != 0) {
            Role known = _accounts[number].activity.role;
            if (known != role) revert HasOtherRole(msg.sender, known);
            return number;
        }
        if (agreed.verifier != address(0)) _requireAdmission(agreed.verifier, admission);
        number = ++_counts.accounts;
        _numbers[msg.sender] = number;
        _accounts[number].account = msg.sender;
        _accounts[number].activity.role = role;
        emit AccountAdmitted(msg.sender, number, role);
    }

    function _requireAdmission(address verifier, Admission calldata admission) private view {
        uint64 deadline = admission.deadline;
        if (block.timestamp > deadline) revert AdmissionExpired(msg.sender, deadline);
        if (
            !SignatureCheckerLib.isValidSignatureNowCalldata(
                verifier,
                _admissionDigest(msg.sender, deadline),
                admission.signature
            )
        ) revert NotAdmitted(msg.sender);
    }

    function _admissionDigest(address account, uint64 deadline) internal view returns (bytes32) {
        return _hashTypedData(keccak256(abi.encode(_ADMISSION_TYPEHASH, account, deadline)));
    }

    /// @dev EIP-712 domain, readable through `eip712Domain` (EIP-5267).
    function _domainNameAndVersion()
        internal
        pure
        override
        returns (string memory name, string memory version)
    {
        name = "Veriset AnnotationCampaign";
        version = "1";
    }
}
