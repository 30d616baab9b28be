// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCastLib} from "solady/utils/SafeCastLib.sol";

import {ICampaignReview} from "../../interfaces/ICampaignReview.sol";
import {MemoryWords} from "../libraries/MemoryWords.sol";
import {PackedVotes} from "../libraries/PackedVotes.sol";
import {Pages} from "../libraries/Pages.sol";
import {PlayStore} from "../libraries/PlayStore.sol";
import {ReviewRule} from "../libraries/ReviewRule.sol";
import {ScoreTally} from "../libraries/ScoreTally.sol";
import {VoteEnd} from "../libraries/VoteEnd.sol";
import {CampaignAbandonment} from "./CampaignAbandonment.sol";

/// @title CampaignReview
/// @notice The validators of the AnnotationCampaign.
abstract contract CampaignReview is CampaignAbandonment, ICampaignReview {
    using PackedVotes for PackedVotes.Votes;
    using PlayStore for PlayStore.Entries;
    using SafeCastLib for uint256;
    using VoteEnd for PackedVotes.Votes;

    /// @inheritdoc ICampaignReview
    function vote(uint256 page, uint256 rejections, Admission calldata admission) external {
        Terms memory agreed = _terms();
        if (agreed.validators == 0) revert NoValidators();
        if (block.timestamp > agreed.validateUntil) revert ReviewOver(agreed.validateUntil);
        if (page >= _pageCount(agreed)) revert UnknownPage(page, _pageCount(agreed));
        _requirePhase(agreed, Phase.Settlement);
        if (msg.sender == _sponsor()) revert SponsorCannotVote(msg.sender);
        StoredPage storage stored = _pages[page];
        uint256 revealed = stored.revealed;
        if (revealed == 0 || stored.settled != revealed) {
            revert PageNotSettled(page, revealed, stored.settled);
        }
        if (rejections & ~revealed != 0) revert BitsOutsidePage(page, rejections & ~revealed);
        VoteEnd.End memory end = stored.ballots.open(_PAGE);
        if (end.position == agreed.validators) revert VotesComplete(page);
        uint256 number = _admit(agreed, Role.Validator, admission);
        if (stored.ballots.hasVoted(end, number)) revert AlreadyVoted(page, msg.sender);
        stored.ballots.add(end, number, rejections);
        stored.ballots.flush(end);
        emit Voted(page, msg.sender, rejections);
    }

    /// @inheritdoc ICampaignReview
    function count(uint256[] calldata images, uint256[][] calldata scores) external {
        if (images.length == 0) revert NoImages();
        if (images.length != scores.length) revert ScoresMismatch(images.length, scores.length);
        Terms memory agreed = _terms();
        if (agreed.validators == 0) revert NoValidators();
        SettlementCounts memory settled = _settlementCounts();
        uint256 before = settled.countedImages;
        ScoreTally.Tally memory tally = _newTally(agreed, images.length);
        for (uint256 i; i < images.length; ++i) {
            _count(agreed, settled, tally, images[i], scores[i]);
        }
        if (settled.countedImages == before) revert AlreadyCounted(images[0]);
        _storeTally(tally, settled);
        _storeSettlementCounts(settled);
    }

    /// @inheritdoc ICampaignReview
    function claimFees(address validator, uint256[] calldata pages) external {
        Terms memory agreed = _terms();
        uint256 number = _numbers[validator];
        uint256 agreements;
        for (uint256 i; i < pages.length; ++i) {
            uint256 page = pages[i];
            StoredPage storage stored = _pages[page];
            uint256 votes = stored.ballots.length();
            uint256 position = stored.ballots.positionOf(votes, number);
            if (number == 0 || position == votes) revert NoVote(page, validator);
            uint256 rejected = _decide(agreed, page);
            if (stored.ballots.isClaimed(position)) continue;
            stored.ballots.setClaimed(position);
            agreements += ReviewRule.agreed(
                stored.ballots.bitmapAt(position, _PAGE),
                rejected,
                stored.revealed
            );
        }
        uint256 amount = agreements * agreed.validatorFee;
        if (amount == 0) return;
        _funds.feesEarned -= amount.toUint128();
        _funds.credited += amount;
        _credits[validator] += amount;
        emit FeesClaimed(validator, amount);
    }

    /// @inheritdoc ICampaignReview
    function pageStates(uint256 start, uint256 limit) external view returns (Page[] memory states) {
        Terms memory agreed = _terms();
        (uint256 from, uint256 to) = Pages.bounds(start, limit, _pageCount(agreed));
        states = new Page[](to - from);
        for (uint256 i; i < states.length; ++i) {
            StoredPage storage stored = _pages[from + i];
            uint256 votes = stored.ballots.length();
            states[i] = Page({
                full: stored.full,
                revealed: stored.revealed,
                settled: stored.settled,
                counted: agreed.validators == 0 ? stored.settled : stored.counted,
                rejected: stored.rejected,
                votes: votes,
                isDecided: _isDecidable(agreed, votes)
            });
        }
    }

    /// @inheritdoc ICampaignReview
    function votesOf(
        uint256 page
    )
        external
        view
        returns (address[] memory validators, uint256[] memory rejections, bool[] memory claimed)
    {
        PackedVotes.Votes storage ballots = _pages[page].ballots;
        uint256 votes = ballots.length();
        validators = new address[](votes);
        claimed = new bool[](votes);
        rejections = ballots.firstBitmaps(votes, _PAGE);
        for (uint256 i; i < votes; ++i) {
            validators[i] = _accounts[ballots.voterAt(i)].account;
            claimed[i] = ballots.isClaimed(i);
        }
    }

    function _count(
        Terms memory agreed,
        SettlementCounts memory settled,
        ScoreTally.Tally memory tally,
        uint256 image,
        uint256[] calldata scores
    ) private {
        _requireImage(agreed, image);
        StoredPage storage page = _pages[image / _PAGE];
        uint256 bit = 1 << (image % _PAGE);
        if (page.settled & bit == 0) revert NotSettled(image);
        if (page.counted & bit != 0) return;
        uint256 rejected = _decide(agreed, image / _PAGE);
        page.counted |= bit;
        ++settled.countedImages;
        if (rejected & bit != 0) return;
        ImageHeader memory header = _headers[image];
        if (_digestOf(scores) != header.digest) revert WrongScores(image);
        uint256 free = MemoryWords.allocate(0);
        (uint256[] memory numbers, ) = _entries.read(
            image,
            header.revealed,
            agreed.annotationsPerPlay,
            0
        );
        _addScores(tally, settled, numbers, scores);
        MemoryWords.release(free);
    }

    /// @dev Counts the votes on a page, once; they are in, or their time is over.
    function _decide(Terms memory agreed, uint256 page) private returns (uint256 rejected) {
        StoredPage storage stored = _pages[page];
        if (stored.isDecided) return stored.rejected;
        uint256 votes = stored.ballots.length();
        if (!_isDecidable(agreed, votes)) revert PageUndecided(page, votes, agreed.validateUntil);
        if (votes == 0) return 0;
        uint256 agreements;
        (rejected, agreements) = ReviewRule.decide(
            stored.ballots.firstBitmaps(votes, _PAGE),
            stored.revealed
        );
        stored.isDecided = true;
        stored.rejected = rejected;
        uint128 fees = (agreements * agreed.validatorFee).toUint128();
        _funds.feesGranted += fees;
        _funds.feesEarned += fees;
        emit PageDecided(page, votes, rejected);
    }

    function _isDecidable(Terms memory agreed, uint256 votes) private view returns (bool) {
        return votes == agreed.validators || block.timestamp > agreed.validateUntil;
    }

    function _pageCount(Terms memory agreed) private pure returns (uint256) {
        return (uint256(agreed.imageCount) + _PAGE - 1) / _PAGE;
    }
}
