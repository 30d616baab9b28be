// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LibClone} from "solady/utils/LibClone.sol";

import {ICampaignBase} from "../../interfaces/ICampaignBase.sol";
import {AssignmentQueue} from "../libraries/AssignmentQueue.sol";
import {PackedTerms} from "../libraries/PackedTerms.sol";
import {PackedVotes} from "../libraries/PackedVotes.sol";
import {PlayStore} from "../libraries/PlayStore.sol";

/// @title CampaignState
/// @notice What an AnnotationCampaign stores, packed so that a call writes few slots.
abstract contract CampaignState is ICampaignBase {
    /// @dev One slot. `best` is a score + 1, `inHand` an image + 1, `ticket` the position of the
    /// draw that gave it, `next` the one after it in the ranking's order; 0 is always none.
    struct Activity {
        uint56 best;
        uint24 countedPlays;
        uint24 handedIn;
        uint24 inHand;
        uint40 heldUntil;
        uint32 ticket;
        uint24 position;
        uint24 next;
        Role role;
    }

    /// @dev Two slots; the first changes seldom.
    struct Account {
        address account;
        uint88 added;
        bool isPaid;
        Activity activity;
    }

    /// @dev One slot. The digest is of the scores that wait for a review.
    struct ImageHeader {
        uint8 inHand;
        uint8 handedIn;
        uint8 revealed;
        uint160 digest;
    }

    /// @dev 256 images, a bit each. Where there are no validators `counted` is not written, for it
    /// would be the same as `settled`.
    struct StoredPage {
        uint256 full;
        uint256 revealed;
        uint256 settled;
        uint256 counted;
        uint256 rejected;
        bool isDecided;
        PackedVotes.Votes ballots;
    }

    /// @dev One slot: what changes while images are played and revealed.
    struct PlayCounts {
        uint24 accounts;
        uint24 handedIn;
        uint24 attempted;
        uint24 revealedPlays;
        uint24 revealedImages;
        uint24 blobs;
        uint32 returned;
        uint32 draws;
    }

    /// @dev One slot: what changes after that.
    struct SettlementCounts {
        uint24 settledImages;
        uint24 countedImages;
        uint24 countedPlays;
        uint24 countedPlayers;
        uint24 scoredPlayers;
        uint24 rankedPlayers;
        uint24 placedPlayers;
        uint24 paidPlayers;
        uint24 firstPlayer;
        bool isFixed;
    }

    /// @dev Two slots: what the positions given so far come to.
    struct Placing {
        uint128 pot;
        uint24 lastPlayer;
        uint24 lastPosition;
        uint56 lastBest;
        uint256 points;
    }

    /// @dev Three slots. What was added is all the players' own bets; `feesGranted` is what all
    /// decided pages gave, `feesEarned` what of it is not claimed.
    struct Funds {
        uint128 added;
        uint128 rewards;
        uint128 feesGranted;
        uint128 feesEarned;
        uint256 credited;
    }

    uint256 internal constant _PAGE = 256;

    PlayCounts internal _counts;
    SettlementCounts internal _settlement;
    Placing internal _placing;
    Funds internal _funds;
    mapping(address account => uint256 number) internal _numbers;
    mapping(uint256 number => Account) internal _accounts;
    mapping(uint256 key => uint256 bitmap) internal _had;
    mapping(uint256 image => ImageHeader) internal _headers;
    mapping(uint256 page => StoredPage) internal _pages;
    mapping(uint256 key => bytes32 commitment) internal _commitments;
    mapping(address account => uint256 amount) internal _credits;
    AssignmentQueue.Queue internal _queue;
    PlayStore.Entries internal _entries;

    /// @dev The slot of a player's bitmap of the images of a page that it has had.
    function _hadKey(uint256 number, uint256 page) internal pure returns (uint256) {
        return (number << 16) | page;
    }

    /// @dev The slot of a player's commitment on an image.
    function _commitmentKey(uint256 number, uint256 image) internal pure returns (uint256) {
        return (number << 16) | image;
    }

    /// @dev These six are functions because the code of a struct's copy is long.
    function _activityOf(uint256 number) internal view returns (Activity memory) {
        return _accounts[number].activity;
    }

    function _storeActivity(uint256 number, Activity memory activity) internal {
        _accounts[number].activity = activity;
    }

    function _playCounts() internal view returns (PlayCounts memory) {
        return _counts;
    }

    function _storePlayCounts(PlayCounts memory played) internal {
        _counts = played;
    }

    function _settlementCounts() internal view returns (SettlementCounts memory) {
        return _settlement;
    }

    function _storeSettlementCounts(SettlementCounts memory settled) internal {
        _settlement = settled;
    }

    function _requireImage(Terms memory agreed, uint256 image) internal pure {
        if (image >= agreed.imageCount) revert UnknownImage(image, agreed.imageCount);
    }

    function _terms() internal view returns (Terms memory) {
        return PackedTerms.decode(_packedTerms());
    }

    function _sponsor() internal view returns (address) {
        return PackedTerms.sponsorOf(_packedTerms());
    }

    /// @dev The clone's own code holds them.
    function _packedTerms() internal view returns (bytes memory) {
        return LibClone.argsOnClone(address(this));
    }
}
