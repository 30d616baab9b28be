// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Pages of ids
/// @notice Bounded reads of lists and of chains of ids. What is asked for beyond the end is left
/// out; nothing here reverts.
library Pages {
    /// @notice What a page covers of a list.
    /// @param start First position, from 0.
    /// @param limit Most entries of the page.
    /// @param length Of the list.
    /// @return from First position of the page.
    /// @return to The position after its last, where the next page starts.
    function bounds(
        uint256 start,
        uint256 limit,
        uint256 length
    ) internal pure returns (uint256 from, uint256 to) {
        from = start < length ? start : length;
        to = limit < length - from ? from + limit : length;
    }

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
        (uint256 from, uint256 to) = bounds(start, limit, ids.length);
        page = new bytes32[](to - from);
        for (uint256 i; i < page.length; ++i) {
            page[i] = ids[from + i];
        }
    }

    /// @notice `slice` of a list whose ids are addresses.
    /// @param ids The list, of words with upper bits of zero.
    /// @param start First position, from 0.
    /// @param limit Most addresses to return.
    /// @return page The addresses, fewer at the end of the list, none past it.
    function addresses(
        bytes32[] storage ids,
        uint256 start,
        uint256 limit
    ) internal view returns (address[] memory page) {
        bytes32[] memory words = slice(ids, start, limit);
        // An address is a word with upper bits of zero.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            page := words
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
