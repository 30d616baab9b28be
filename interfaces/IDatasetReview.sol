// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Review of a collaborative dataset
/// @notice Validators vote on a batch as a whole, with a bit for each record. When the votes
/// needed are in, each record with enough approvals is validated and the others are discarded.
/// @dev Every function given an id that no batch has reverts with `UnknownBatch`.
interface IDatasetReview {
    /// @notice Whether an account can vote. None: it has to join, or just votes where no stake is
    /// asked. Active: it votes. Leaving: it votes no more and awaits its stake.
    enum ValidatorStatus {
        None,
        Active,
        Leaving
    }

    /// @notice A vote that its validator signed.
    /// @param validator Signer: an account, or a contract that answers by EIP-1271.
    /// @param bitmap Bit i is set if record i is valid.
    /// @param deadline Last second, since 1970, at which the signature is good.
    /// @param proof That the validator is admitted; see `isAdmitted`. Not signed.
    /// @param signature 65 bytes (r, s, v), 64 (EIP-2098), or whatever the contract takes.
    struct SignedVote {
        address validator;
        uint256 bitmap;
        uint64 deadline;
        bytes32[] proof;
        bytes signature;
    }

    /// @notice Its votes are counted, or it has expired: nothing changes any more.
    error BatchIsClosed(uint256 batchId);
    /// @notice All votes needed are in; close the batch.
    error VotesComplete(uint256 batchId);
    /// @notice Votes on the batch were taken until `closesAt`.
    error ReviewOver(uint256 batchId, uint256 closesAt);
    /// @notice The batch can be closed with `votesNeeded` votes, or after `closesAt`.
    error ReviewInProgress(uint256 batchId, uint256 votes, uint256 votesNeeded, uint256 closesAt);
    /// @notice The bitmap has bits at or above the number of records.
    error BitsAboveBatch(uint256 bitmap, uint256 count);
    /// @notice The account contributed the batch itself.
    error OwnBatch(uint256 batchId, address validator);
    /// @notice The account has voted on the batch before.
    error AlreadyVoted(uint256 batchId, address validator);
    /// @notice No votes were given.
    error NoVotes();
    /// @notice The validator's signature was good until `deadline`.
    error VoteExpired(address validator, uint64 deadline);
    /// @notice `validator` did not sign this vote for this contract on this chain.
    error InvalidSignature(address validator);
    /// @notice The account has left no stake; see `join`.
    error NotJoined(address validator);
    /// @notice The account is a validator already, or one that is leaving.
    error AlreadyJoined(address validator);
    /// @notice The account is leaving, and gets its stake at `releasedAt`.
    error IsLeaving(address validator, uint256 releasedAt);

    /// @notice An account became a validator.
    /// @param validator The account.
    event ValidatorJoined(address indexed validator);
    /// @notice A validator stopped voting.
    /// @param validator The account.
    /// @param releasedAt When its stake can be released, in seconds since 1970.
    event ValidatorLeft(address indexed validator, uint256 releasedAt);
    /// @notice A validator voted by a transaction.
    /// @param batchId The batch.
    /// @param validator The account.
    /// @param bitmap Bit i is set if it holds record i valid.
    event Voted(uint256 indexed batchId, address indexed validator, uint256 bitmap);
    /// @notice Signed votes were handed in. `votesOf` gives who voted what; an event for each
    /// would cost as much as the signature's check again.
    /// @param batchId The batch.
    /// @param sender Who handed them in.
    /// @param count Number of votes.
    event VotesHandedIn(uint256 indexed batchId, address indexed sender, uint256 count);
    /// @notice The votes on a batch were counted.
    /// @param batchId The batch.
    /// @param outcome Bit i is set if record i is validated; the others are discarded.
    event BatchDecided(uint256 indexed batchId, uint256 outcome);
    /// @notice A batch was closed for want of votes.
    /// @param batchId The batch.
    /// @param votes Votes it had.
    event BatchExpired(uint256 indexed batchId, uint256 votes);

    /// @notice Makes the caller a validator; comes with exactly `validatorStake` wei. Where no
    /// stake is asked the first vote does the same.
    /// @param proof That the caller is admitted; see `isAdmitted`.
    function join(bytes32[] calldata proof) external payable;

    /// @notice Ends the caller's voting. Its stake is released after `reviewPeriod`, by which time
    /// every batch on which it voted is over: one stake cannot vote twice on a batch under two
    /// names.
    function resign() external;

    /// @notice Votes on a batch: not on one's own, and once. A vote cannot be taken back.
    /// @dev The last vote needed does not close the batch, so that every vote costs the same.
    /// @param batchId A batch under review.
    /// @param bitmap Bit i, counted from the lowest, is set if record i is valid.
    /// @param proof That the caller is admitted; see `isAdmitted`.
    function vote(uint256 batchId, uint256 bitmap, bytes32[] calldata proof) external;

    /// @notice Hands in signed votes on a batch, by anyone: all, or none. If they are the last
    /// ones needed the batch is closed too.
    /// @dev EIP-712 type `Vote(address validator,uint256 batchId,uint256 bitmap,uint64 deadline)`.
    /// There is no nonce: a validator votes once on a batch, so a signature, or another encoding
    /// of it, has no effect a second time.
    /// @param batchId A batch under review.
    /// @param votes The votes, no more than are needed.
    function voteBySignatures(uint256 batchId, SignedVote[] calldata votes) external;

    /// @notice Closes a batch, by anyone: with all votes needed it is decided, without them and
    /// past its time it expires.
    /// @param batchId A batch under review.
    function close(uint256 batchId) external;

    /// @notice Digest that `validator` signs: EIP-712, for this contract on this chain.
    /// @param validator Signer.
    /// @param batchId The batch.
    /// @param bitmap Bit i is set if record i is valid.
    /// @param deadline Last second, since 1970, at which the signature is good.
    /// @return digest The 32 bytes to sign.
    function voteDigest(
        address validator,
        uint256 batchId,
        uint256 bitmap,
        uint64 deadline
    ) external view returns (bytes32 digest);

    /// @notice Approvals of each record of a batch, whether it is closed or not.
    /// @param batchId A batch.
    /// @return approvals Number of votes for record i at position i.
    function tally(uint256 batchId) external view returns (uint8[] memory approvals);

    /// @notice The votes on a batch, in the order in which they came.
    /// @param batchId A batch.
    /// @return validators Who voted; zero for one that has neither joined by `join` nor
    /// contributed nor claimed yet, which an event `ValidatorJoined` then names.
    /// @return bitmaps What each voted.
    function votesOf(
        uint256 batchId
    ) external view returns (address[] memory validators, uint256[] memory bitmaps);
}
