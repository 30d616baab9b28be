// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title What the parts of an annotation campaign have in common
/// @notice The form of the terms, the phases, the roles and how an account is admitted.
interface ICampaignBase {
    /// @notice What can be done now. Each phase ends by itself when its work is done, or at its
    /// deadline; nobody has to end one.
    /// Play: images are drawn and handed in. Reveal: sealed plays are revealed. Settlement: the
    /// annotations of each image are clustered. Review: validators vote, and the scores of what
    /// stands are counted. Ranking: the
    /// players with a score are ordered and placed. Payout: money can be withdrawn.
    enum Phase {
        Play,
        Reveal,
        Settlement,
        Review,
        Ranking,
        Payout
    }

    /// @notice What an account does in this campaign.
    enum Role {
        None,
        Player,
        Validator
    }

    /// @notice The terms that a sponsor settles. All money is in wei, all times in seconds since
    /// 1970; a deadline is the last second at which the thing can still be done.
    /// @param treasury Gets the bets of outliers and the rounding dust.
    /// @param verifier Signs admissions: an account, or a contract that answers by EIP-1271; zero:
    /// anybody is admitted, the sponsor's second account as a validator too. With validators, name
    /// one that both sides trust; see ICampaignReview.
    /// @param imagesRoot Merkle root of the images, as the ProvenanceRegistry has it.
    /// @param imageCount Number of images, 1 to 65,536; they are numbered from 0.
    /// @param annotators Plays on each image, 1 to 129.
    /// @param annotationsPerPlay Most annotations in a play, p, at least 1. With n annotators,
    /// n * n * p * (p + 1) * (2 * p + 1) is at most 100,000, for one transaction has to be able to
    /// settle an image: 36 for one annotator, 22 for 2, 12 for 5, 7 for 10, 4 for 20, 1 for 129.
    /// @param validators Votes on each page of 256 images, 0 to 40; 0: no review.
    /// @param sponsoredBet What the sponsor bets for a player with each of its plays that counts.
    /// @param validatorFee For each image on which a validator's vote agreed with the outcome; 0
    /// where there are no validators.
    /// @param distance Distance in pixels up to which clusters merge, 0 to 131,070.
    /// @param confirmation Percentage of an image's players that a cluster needs, 0 to 100.
    /// @param payoutTolerance 0: the payout is by rank. Else it is by distance: scores up to so many
    /// pixels, squared, earn all, those from `distance` on nothing; 1 to `distance` - 1. See
    /// ICampaignPayout.
    /// @param sealedPlays Whether a play is first a commitment, and revealed after playing.
    /// @param assignmentPeriod How long a player may hold an image, in seconds, at least 1.
    /// @param playUntil Deadline of playing and betting.
    /// @param revealUntil Deadline of revealing, after `playUntil`; 0 where plays are not sealed.
    /// @param validateUntil Deadline of the votes, after the deadlines before; 0 where there are
    /// no validators.
    struct Terms {
        address treasury;
        address verifier;
        bytes32 imagesRoot;
        uint32 imageCount;
        uint8 annotators;
        uint8 annotationsPerPlay;
        uint8 validators;
        uint96 sponsoredBet;
        uint96 validatorFee;
        uint32 distance;
        uint8 confirmation;
        uint32 payoutTolerance;
        bool sealedPlays;
        uint32 assignmentPeriod;
        uint40 playUntil;
        uint40 revealUntil;
        uint40 validateUntil;
    }

    /// @notice That the verifier admits the caller. Needed with an account's first call alone, and
    /// only where the terms name a verifier; otherwise (0, "").
    /// @param deadline Last second, since 1970, at which the signature is good.
    /// @param signature The verifier's: 65 bytes (r, s, v), 64 (EIP-2098), or whatever the
    /// verifier's contract takes.
    struct Admission {
        uint64 deadline;
        bytes signature;
    }

    /// @notice The campaign is in another phase than the call needs.
    error WrongPhase(Phase phase, Phase needed);
    /// @notice Images are numbered from 0 to `imageCount` - 1.
    error UnknownImage(uint256 image, uint256 imageCount);

    /// @notice The verifier did not sign this admission for this contract on this chain.
    error NotAdmitted(address account);
    /// @notice The admission was good until `deadline`.
    error AdmissionExpired(address account, uint64 deadline);
    /// @notice The account has another role here, and nobody has both.
    error HasOtherRole(address account, Role role);
    /// @notice Play ended at `playUntil`, or when all images had their plays.
    error PlayOver(uint256 playUntil);

    /// @notice An account took part for the first time.
    /// @param account The account.
    /// @param number Its number, from 1.
    /// @param role What it does from now on.
    event AccountAdmitted(address indexed account, uint256 number, Role role);
}
