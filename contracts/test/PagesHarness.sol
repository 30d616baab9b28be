// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Test code: the signatures say all.
// solhint-disable use-natspec

import {Pages} from "../libraries/Pages.sol";

/// @title PagesHarness
/// @notice Opens the library to tests: a list of the ids 1 to n, which is also a chain, each id
/// followed by the one after it.
contract PagesHarness {
    using Pages for bytes32[];

    bytes32[] private _ids;

    constructor(uint256 length) {
        for (uint256 id = 1; id <= length; ++id) {
            _ids.push(bytes32(id));
        }
    }

    function slice(uint256 start, uint256 limit) external view returns (bytes32[] memory) {
        return _ids.slice(start, limit);
    }

    function addresses(uint256 start, uint256 limit) external view returns (address[] memory) {
        return _ids.addresses(start, limit);
    }

    function bounds(
        uint256 start,
        uint256 limit,
        uint256 length
    ) external pure returns (uint256 from, uint256 to) {
        return Pages.bounds(start, limit, length);
    }

    function chain(bytes32 origin, uint256 limit) external view returns (bytes32[] memory) {
        return Pages.chain(origin, limit, _next);
    }

    function _next(bytes32 id) private view returns (bytes32) {
        uint256 position = uint256(id);
        return position < _ids.length ? _ids[position] : bytes32(0);
    }
}
