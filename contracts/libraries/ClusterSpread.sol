// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Constants that assembly alone uses pass for unused.
// solhint-disable-next-line no-unused-import
import {FORWARD} from "./PackedBox.sol";

/// @title Spread of annotations
/// @notice Tells of most groups that merging ends with one cluster, whatever merges first, from
/// their variance alone.
/// @dev Say that it ends with k > 1 clusters instead: centroids z, shares e of the members, all z
/// more than D apart. Let c be the centroid of all, r the largest distance of a member from it,
/// and B the mean of (z - c)**2, weighted by e.
///
///     From any one z, the mean square of the others is B + (z - c)**2 <= B + r**2, and more than
///     (1 - e) * D**2. So every e is more than m = 1 - (B + r**2) / D**2.
///     Over all pairs, 2 * B is more than (1 - sum of e**2) * D**2. With every e at least m that
///     is least if one e has all the rest: (k - 1) * m * (2 - k * m) * D**2.
///
/// B is the variance that k - 1 dimensions can hold: at most k - 1 times the greatest eigenvalue
/// of the covariance, and at most its trace v. An eigenvalue is at most the largest sum of
/// absolute values in a row. If for k = 2, 3, 4 and 5 either k * m is 1 or more, or 2 * B not
/// above that bound, there is no such end (for k > 5 B is the same and the bound higher). With
/// B = v for all k this comes down to v + r**2 <= r * D.
///
/// Centroids that are rounded down move by less than 2 (of 1/256 pixel) against each other: D is
/// taken less by 2, and r greater.
library ClusterSpread {
    /// @notice What is known of annotations from how far they are from their centroid.
    struct Spread {
        /// Memory address of those kept, the nearest of each player.
        uint256 to;
        /// Memory address of the others, ascending.
        uint256 aside;
        /// How many are kept.
        uint256 count;
        /// The sum of the forward lanes of the others.
        uint256 asideSums;
        /// The sum of the squared distances of all, and the largest.
        uint256 total;
        uint256 most;
    }

    /// @notice Whether annotations are sure to end up as one cluster.
    /// @param spread How far they are from their centroid.
    /// @param from Memory address of the annotations.
    /// @param count How many they are.
    /// @param distance Pixels up to which clusters merge.
    /// @return one Whether they are; if not they may yet.
    function isOne(
        Spread memory spread,
        uint256 from,
        uint256 count,
        uint256 distance
    ) internal pure returns (bool one) {
        unchecked {
            (uint256 total, uint256 most) = (spread.total, spread.most);
            if (most == 0) return true;
            uint256 reach = distance << 8;
            if (most > reach * reach) return false;
            // (sqrt(most) + 2)**2, and more.
            most += 4 * reach + 4;
            uint256 reach2 = (reach - 2) * (reach - 2) * count * count;
            uint256 sum = total + count * most;
            if (sum * sum <= most * reach2) return true;
            (uint256 trace, uint256 row) = _covariance(from, count);
            most *= count * count;
            for (uint256 k = 2; k < 6; ++k) {
                uint256 between = row * (k - 1);
                if (between > trace) between = trace;
                if (between + most >= reach2) return false;
                uint256 share = reach2 - between - most;
                if (k * share >= reach2) continue;
                if (2 * between * reach2 > (k - 1) * share * (2 * reach2 - k * share)) return false;
            }
            return true;
        }
    }

    /// @dev Trace of the covariance and the largest sum of absolute values in a row of it, times
    /// count**2 (of 1/256 pixel, squared).
    function _covariance(
        uint256 from,
        uint256 count
    ) private pure returns (uint256 trace, uint256 row) {
        unchecked {
            uint256[4] memory products;
            uint256 sums = _products(from, count, products);
            for (uint256 i; i < 4; ++i) {
                uint256 own = (sums >> (52 * i)) & 0xfffffffffffff;
                uint256 absolute;
                for (uint256 j; j < 4; ++j) {
                    uint256 mean = own * ((sums >> (52 * j)) & 0xfffffffffffff);
                    uint256 product = count * ((products[i] >> (52 * j)) & 0xfffffffffffff);
                    absolute += product > mean ? product - mean : mean - product;
                    if (i == j) trace += product - mean;
                }
                if (absolute > row) row = absolute;
            }
            (trace, row) = (trace << 16, row << 16);
        }
    }

    /// @dev Sums of the annotations' numbers, in lanes of 52 bits, and of the products of those with
    /// each one.
    function _products(
        uint256 from,
        uint256 count,
        uint256[4] memory products
    ) private pure returns (uint256 sums) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let forwards := FORWARD
            let x := 0
            let y := 0
            let height := 0
            let width := 0
            for {
                let end := add(from, shl(5, count))
            } lt(from, end) {
                from := add(from, 0x20)
            } {
                let off := shr(48, and(mload(from), forwards))
                sums := add(sums, off)
                x := add(x, mul(off, and(off, 0xffff)))
                y := add(y, mul(off, and(shr(52, off), 0xffff)))
                height := add(height, mul(off, and(shr(104, off), 0xffff)))
                width := add(width, mul(off, shr(156, off)))
            }
            mstore(products, x)
            mstore(add(products, 0x20), y)
            mstore(add(products, 0x40), height)
            mstore(add(products, 0x60), width)
        }
    }
}
