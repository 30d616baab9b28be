// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LibBytes} from "solady/utils/LibBytes.sol";

/// @title Revealed plays
/// @notice Plays as contract code, those of one transaction in one contract, a blob; and for each
/// image, in the order of revealing, where its plays are: an entry of 42 bits, six in a word.
/// @dev A play is one byte, the number of its annotations, nine bytes each, and three bytes, its
/// player's number. An entry is the blob's position + 1 (26 bits), which is the nonce that its
/// address follows from, and the play's offset in the blob (16).
library PlayStore {
    /// @notice The entries of all images.
    struct Entries {
        mapping(uint256 key => uint256 word) words;
    }

    /// @notice Bytes that a play takes beside its annotations.
    uint256 internal constant OVERHEAD = 4;

    uint256 private constant _PER_WORD = 6;
    uint256 private constant _BITS = 42;
    /// @dev Words that the 255 entries of an image take.
    uint256 private constant _WORDS = 43;
    uint256 private constant _ANNOTATION = 9;

    /// @notice Adds an entry to an image.
    /// @param self The entries.
    /// @param image The image.
    /// @param position Number of entries that it has, 0 to 254.
    /// @param blob Position of the blob, below 2**24.
    /// @param offset Where in the blob the play starts.
    function add(
        Entries storage self,
        uint256 image,
        uint256 position,
        uint256 blob,
        uint256 offset
    ) internal {
        uint256 entry = ((blob + 1) << 16) | offset;
        self.words[image * _WORDS + position / _PER_WORD] |=
            entry << ((position % _PER_WORD) * _BITS);
    }

    /// @notice Writes a play into a blob that is being made.
    /// @param blob The blob, with room for the play.
    /// @param offset Where in the blob the play starts.
    /// @param player Number of the player, below 2**24.
    /// @param annotations The annotations, not more than 255.
    /// @return next Where the next play starts.
    function append(
        bytes memory blob,
        uint256 offset,
        uint256 player,
        bytes calldata annotations
    ) internal pure returns (uint256 next) {
        uint256 count = annotations.length / _ANNOTATION;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            next := add(add(offset, annotations.length), OVERHEAD)
            // A whole word that ends where the play does; of what comes before there is enough.
            let tail := add(blob, next)
            mstore(tail, or(and(mload(tail), not(0xffffff)), player))
            let target := add(add(blob, 0x20), offset)
            mstore8(target, count)
            calldatacopy(add(target, 1), annotations.offset, annotations.length)
        }
    }

    /// @notice An image's first plays, one after the other, as they stand in their blobs but
    /// without the players.
    /// @dev Writes into memory that is not allocated yet and allocates what was written. A play is
    /// copied with what may follow it, up to its greatest length, to ask for its code once.
    /// @param self The entries.
    /// @param image The image.
    /// @param most Most plays to read; if it has as many, no word of entries is read in vain.
    /// @param longest Most annotations in a play.
    /// @param room Bytes to leave free in front of the plays.
    /// @return players Their players' numbers.
    /// @return plays The plays, with zeros up to the next whole word.
    function read(
        Entries storage self,
        uint256 image,
        uint256 most,
        uint256 longest,
        uint256 room
    ) internal view returns (uint256[] memory players, bytes memory plays) {
        uint256 size = longest * _ANNOTATION + OVERHEAD;
        uint256 to;
        uint256 end;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            players := mload(0x40)
            to := add(players, 0x20)
            plays := add(add(to, shl(5, most)), room)
            end := add(plays, 0x20)
        }
        unchecked {
            for (uint256 i; i < most; i += _PER_WORD) {
                uint256 word = self.words[image * _WORDS + i / _PER_WORD];
                (to, end) = _copy(word, to, end, size);
                // Its last place is free, so there are no more.
                if (word >> (5 * _BITS) == 0) break;
            }
        }
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(players, sub(shr(5, sub(to, players)), 1))
            mstore(plays, sub(end, add(plays, 0x20)))
            mstore(end, 0)
            mstore(0x40, and(add(end, 0x3f), not(0x1f)))
        }
    }

    /// @dev Copies the players and plays of a word of entries to memory; gives where the next go.
    function _copy(
        uint256 word,
        uint256 to,
        uint256 end,
        uint256 size
    ) private view returns (uint256 nextTo, uint256 nextEnd) {
        // As RecordStore.pointerOf: the address is the hash of this and of the nonce, in RLP.
        uint256 stem = (0xd694 << 168) | (uint256(uint160(address(this))) << 8);
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            // No nonce is 0.
            for {} word {
                word := shr(_BITS, word)
            } {
                let nonce := and(shr(16, word), 0x3ffffff)
                let pointer := 0
                switch lt(nonce, 0x80)
                case 1 {
                    mstore(0x00, or(stem, nonce))
                    pointer := keccak256(9, 23)
                }
                default {
                    let long := add(gt(nonce, 0xffff), gt(nonce, 0xffffff))
                    long := add(add(gt(nonce, 0xff), 1), long)
                    pointer := add(stem, add(shl(176, long), add(long, 0x80)))
                    mstore(0x00, or(shl(shl(3, long), pointer), nonce))
                    pointer := keccak256(sub(9, long), add(long, 23))
                }
                // The zero byte that every blob starts with is passed over.
                extcodecopy(pointer, end, add(and(word, 0xffff), 1), size)
                end := add(end, add(1, mul(byte(0, mload(end)), _ANNOTATION)))
                // The next play goes where the player is.
                mstore(to, shr(232, mload(end)))
                to := add(to, 0x20)
            }
            nextTo := to
            nextEnd := end
        }
    }

    /// @notice Plays one by one, as `read` gives them one after the other.
    /// @param plays The plays.
    /// @param count Number of plays.
    /// @return annotations The annotations of each.
    function split(
        bytes memory plays,
        uint256 count
    ) internal pure returns (bytes[] memory annotations) {
        annotations = new bytes[](count);
        uint256 offset;
        for (uint256 i; i < count; ++i) {
            uint256 end = offset + 1 + uint256(uint8(plays[offset])) * _ANNOTATION;
            annotations[i] = LibBytes.slice(plays, offset + 1, end);
            offset = end;
        }
    }
}
