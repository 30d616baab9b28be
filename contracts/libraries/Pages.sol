// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Pages of ids
/// @notice Bounded reads of lists and of chains of ids. What is asked for beyond the end is left
/// out; nothing here reverts.
library Pages {
    /// @notice `limit` ids of a list at most, from the position `start`.
    /// @param ids The list.
    /// @param start First position, from 0.
    /// @param limit Most ids to return.
    /// @return page The ids, fewer at the end of the list, none past it.
    function slice(
        bytes32[] storage ids,
        uint256 start,
        uint256 limit
    ) internal view returns (bytes32[] memory page) {
        uint256 length = ids.length;
        if (start >= length) return page;
        uint256 left = length - start;
        page = new bytes32[](limit < left ? limit : left);
        for (uint256 i; i < page.length; ++i) {
            page[i] = ids[start + i];
        }
    }

    /// @notice The ids reached from `origin`, which is left out, by following `next` up to `limit`
    /// times or until it gives zero.
    /// @dev Walks twice, to size the page first: the second walk reads storage that is warm, and
    /// no page is ever larger than the chain, whatever the limit.
    /// @param origin Id to start from.
    /// @param limit Most ids to return.
    /// @param next Gives the id that follows, or zero.
    /// @return page The ids, in the order in which they were reached.
    function chain(
        bytes32 origin,
        uint256 limit,
        function(bytes32) internal view returns (bytes32) next
    ) internal view returns (bytes32[] memory page) {
        uint256 length;
        bytes32 id = next(origin);
        while (id != 0 && length < limit) {
            ++length;
            id = next(id);
        }
        page = new bytes32[](length);
        id = origin;
        for (uint256 i; i < length; ++i) {
            id = next(id);
            page[i] = id;
        }
    }
}
