// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LibBit} from "solady/utils/LibBit.sol";

/// @title Drawing an image
/// @notice Picks one of the candidates, each with the same probability, out of pages of 256.
/// @dev While most images are candidates the first random position is one. So a few positions are
/// tried, a look at one page each; when they all fail, the candidates are counted and the n-th is
/// taken. Both ways are uniform. A position is a hash modulo the number of images, the bias of
/// which is below 2**-239.
library ImageDraw {
    uint256 private constant _PAGE = 256;
    /// @dev So many looks cost less than counting the candidates of the largest campaign does.
    uint256 private constant _MAX_TRIES = 16;

    /// @notice Picks a candidate.
    /// @param imageCount Number of images, at least 1.
    /// @param random The randomness; the same gives the same image.
    /// @param player What `candidates` is to know.
    /// @param candidates Gives for a player and a page the images that it may draw; bits at or
    /// above `imageCount` are not looked at.
    /// @return found Whether there is a candidate.
    /// @return image The image.
    function pick(
        uint256 imageCount,
        bytes32 random,
        uint256 player,
        function(uint256, uint256) internal view returns (uint256) candidates
    ) internal view returns (bool found, uint256 image) {
        uint256 tries = (imageCount + _PAGE - 1) / _PAGE;
        if (tries > _MAX_TRIES) tries = _MAX_TRIES;
        for (uint256 i; i < tries; ++i) {
            image = uint256(random) % imageCount;
            if ((candidates(player, image / _PAGE) >> (image % _PAGE)) & 1 == 1) {
                return (true, image);
            }
            random = keccak256(abi.encode(random));
        }
        return _count(imageCount, random, player, candidates);
    }

    /// @notice Position of the n-th set bit.
    /// @param word At least n + 1 bits of it are set.
    /// @param n Which one, from 0.
    /// @return position Its position, 0 for the lowest.
    function select(uint256 word, uint256 n) internal pure returns (uint256 position) {
        // Halves the width eight times: is it below, or above and then so many fewer?
        for (uint256 width = _PAGE / 2; width != 0; width >>= 1) {
            uint256 below = LibBit.popCount(word & ((1 << width) - 1));
            if (n < below) continue;
            n -= below;
            position += width;
            word >>= width;
        }
    }

    function _count(
        uint256 imageCount,
        bytes32 random,
        uint256 player,
        function(uint256, uint256) internal view returns (uint256) candidates
    ) private view returns (bool found, uint256 image) {
        uint256 pages = (imageCount + _PAGE - 1) / _PAGE;
        uint256[] memory words = new uint256[](pages);
        uint256 total;
        for (uint256 i; i < pages; ++i) {
            uint256 word = candidates(player, i);
            uint256 left = imageCount - i * _PAGE;
            if (left < _PAGE) word &= (1 << left) - 1;
            words[i] = word;
            total += LibBit.popCount(word);
        }
        if (total == 0) return (false, 0);
        uint256 n = uint256(random) % total;
        uint256 page;
        for (uint256 here = LibBit.popCount(words[0]); n >= here;) {
            n -= here;
            ++page;
            here = LibBit.popCount(words[page]);
        }
        return (true, page * _PAGE + select(words[page], n));
    }
}
