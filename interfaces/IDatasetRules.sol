// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Rules of a collaborative dataset
/// @notice What its creator settled when it was opened. The rules are part of the contract's own
/// code, so nobody, the creator included, can change one.
interface IDatasetRules {
    /// @notice In which part an account asks to be admitted.
    enum Role {
        Contributor,
        Validator
    }

    /// @notice Whom a role is open to.
    /// Open: everybody. AllowList: the accounts under a Merkle root. MinimumPoints: accounts that
    /// have earned so many points in this dataset, and the founders under a Merkle root.
    enum AdmissionKind {
        Open,
        AllowList,
        MinimumPoints
    }

    /// @notice Admission to a role. An account once admitted to a role stays admitted.
    /// @param kind Whom it is open to.
    /// @param minimumPoints Points needed, at least 1, for MinimumPoints; otherwise 0.
    /// @param root Merkle root of the allow-list or of the founders, laid out as
    /// `StandardMerkleTree` with leaf encoding ["address"] of the npm package
    /// openzeppelin/merkle-tree: a leaf is keccak256(keccak256(abi.encode(account))). Zero for
    /// Open, never zero otherwise: where all need points, nobody could earn the first.
    struct Admission {
        AdmissionKind kind;
        uint64 minimumPoints;
        bytes32 root;
    }

    /// @notice The rules that a creator settles. All money is in wei.
    /// @param name Name of the dataset, 1 to 64 bytes of UTF-8.
    /// @param recordSize Length of a record in bytes, 1 to 256.
    /// @param votesNeeded Votes that decide a batch, 1 to 40.
    /// @param approvalsNeeded Approvals that make a record valid, 1 to `votesNeeded`.
    /// @param recordsPerBlock Most records that an account contributes within a block, 1 to 256.
    /// @param reviewPeriod Time for the votes on a batch and until a leaving validator's stake is
    /// released, in seconds, at least 1.
    /// @param contributionDeadline Last second, since 1970, at which records are taken; 0: no end,
    /// and the pool never goes back to the creator.
    /// @param depositPerRecord What a contributor leaves for each record until it is decided.
    /// @param validatorStake What a validator leaves while it votes; 0: nobody needs to join.
    /// @param rewardPerRecord Paid to the contributor for each validated record.
    /// @param rewardPerVote Paid to a validator for each record on which its vote agreed with the
    /// outcome.
    /// @param contributors Who may contribute.
    /// @param validators Who may vote.
    /// @param badgePoints Points at which the badges are earned, ascending, 8 at most.
    struct Rules {
        string name;
        uint16 recordSize;
        uint8 votesNeeded;
        uint8 approvalsNeeded;
        uint16 recordsPerBlock;
        uint32 reviewPeriod;
        uint40 contributionDeadline;
        uint96 depositPerRecord;
        uint96 validatorStake;
        uint96 rewardPerRecord;
        uint96 rewardPerVote;
        Admission contributors;
        Admission validators;
        uint64[] badgePoints;
    }

    /// @notice The account is not admitted to the role, and the proof does not show that it is.
    error NotAdmitted(address account, Role role);

    /// @notice The rules of this dataset.
    /// @return The rules.
    function rules() external view returns (Rules memory);

    /// @notice The account that opened the dataset. It has no power over it; what is left of the
    /// pool at the end is its own.
    /// @return The creator.
    function creator() external view returns (address);

    /// @notice The schema: canonical JSON of the list of a record's fields, as UTF-8.
    /// @return The bytes that the creator handed in.
    function schema() external view returns (bytes memory);

    /// @notice Keccak-256 of the schema.
    /// @return The hash.
    function schemaHash() external view returns (bytes32);

    /// @notice Whether the account may act in the role now.
    /// @param account Any account.
    /// @param role Contributor or validator.
    /// @param proof Siblings from the account's leaf up to the role's root; empty where the role
    /// is open, the account was admitted before or its points suffice.
    /// @return Whether it may.
    function isAdmitted(
        address account,
        Role role,
        bytes32[] calldata proof
    ) external view returns (bool);
}
