// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Test code: the signatures say all.
// solhint-disable use-natspec

import {ImageDraw} from "../libraries/ImageDraw.sol";

/// @title ImageDrawHarness
/// @notice Opens the library to tests. Which images a player may draw is set by page.
contract ImageDrawHarness {
    mapping(uint256 player => mapping(uint256 page => uint256)) private _candidates;

    function setCandidates(uint256 player, uint256 page, uint256 bitmap) external {
        _candidates[player][page] = bitmap;
    }

    function pick(
        uint256 imageCount,
        bytes32 random,
        uint256 player
    ) external view returns (bool found, uint256 image) {
        return ImageDraw.pick(imageCount, random, player, _candidatesOf);
    }

    /// @dev So many picks, each with another randomness.
    function pickMany(
        uint256 imageCount,
        uint256 seed,
        uint256 player,
        uint256 count
    ) external view returns (uint256[] memory images) {
        images = new uint256[](count);
        for (uint256 i; i < count; ++i) {
            bytes32 random = keccak256(abi.encode(seed, i));
            (, images[i]) = ImageDraw.pick(imageCount, random, player, _candidatesOf);
        }
    }

    function select(uint256 word, uint256 n) external pure returns (uint256) {
        return ImageDraw.select(word, n);
    }

    function _candidatesOf(uint256 player, uint256 page) private view returns (uint256) {
        return _candidates[player][page];
    }
}
