// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Test code: the signatures say all. It is as plain as it can be without waste.
// solhint-disable use-natspec, gas-increment-by-one, gas-calldata-parameters

/// @title NaiveClustering
/// @notice What to compare with: the same rule as one would write it down, a struct a cluster, and
/// every pair of those left looked at before every merge.
contract NaiveClustering {
    struct Annotation {
        uint256[4] box;
        uint256 player;
    }

    struct Cluster {
        uint256[4] sums;
        uint256[4] centroid;
        uint256[] members;
        uint256 count;
    }

    struct Work {
        uint256 quorum;
        uint256[] totals;
        uint256[] counts;
        bool[] aside;
        uint256 asideCount;
        uint256[4][] centroids;
        uint256 found;
    }

    /// The centroids of the clusters that count, and for each player 1 more than its score.
    function settle(
        Annotation[] memory annotations,
        uint256 players,
        uint256 distance,
        uint256 confirmation
    ) external pure returns (uint256[4][] memory centroids, uint256[] memory scores) {
        unchecked {
            Work memory work;
            work.quorum = (confirmation * players + 99) / 100;
            work.totals = new uint256[](players);
            work.counts = new uint256[](players);
            work.centroids = new uint256[4][](annotations.length);
            uint256[] memory left = new uint256[](annotations.length);
            for (uint256 i; i < left.length; ++i) {
                left[i] = i;
            }
            while (left.length != 0) {
                work.aside = new bool[](annotations.length);
                work.asideCount = 0;
                (Cluster[] memory clusters, uint256 count) = _merge(annotations, left, distance);
                for (uint256 c; c < count; ++c) {
                    _count(work, annotations, clusters[c]);
                }
                left = new uint256[](work.asideCount);
                uint256 next;
                for (uint256 i; i < annotations.length; ++i) {
                    if (work.aside[i]) left[next++] = i;
                }
            }
            centroids = new uint256[4][](work.found);
            for (uint256 c; c < work.found; ++c) {
                centroids[c] = work.centroids[c];
            }
            scores = new uint256[](players);
            for (uint256 p; p < players; ++p) {
                if (work.counts[p] != 0) scores[p] = work.totals[p] / work.counts[p] + 1;
            }
        }
    }

    function _count(
        Work memory work,
        Annotation[] memory annotations,
        Cluster memory cluster
    ) private pure {
        unchecked {
            uint256[] memory kept = _keep(work, annotations, cluster);
            if (kept.length < work.quorum) return;
            uint256[4] memory sums;
            for (uint256 k; k < kept.length; ++k) {
                _add(sums, annotations[kept[k]].box);
            }
            uint256[4] memory centroid = _centroid(sums, kept.length);
            work.centroids[work.found++] = centroid;
            for (uint256 k; k < kept.length; ++k) {
                Annotation memory annotation = annotations[kept[k]];
                work.totals[annotation.player] += _squared(_centroid(annotation.box, 1), centroid);
                ++work.counts[annotation.player];
            }
        }
    }

    function _merge(
        Annotation[] memory annotations,
        uint256[] memory numbers,
        uint256 distance
    ) private pure returns (Cluster[] memory clusters, uint256 count) {
        unchecked {
            count = numbers.length;
            clusters = new Cluster[](count);
            for (uint256 i; i < count; ++i) {
                Cluster memory cluster = clusters[i];
                uint256[4] memory box = annotations[numbers[i]].box;
                _add(cluster.sums, box);
                cluster.centroid = _centroid(box, 1);
                cluster.members = new uint256[](1);
                cluster.members[0] = numbers[i];
                cluster.count = 1;
            }
            while (true) {
                (uint256 least, uint256 a, uint256 b) = _nearest(clusters, count);
                if (least > (256 * distance) ** 2) return (clusters, count);
                _join(clusters[a], clusters[b]);
                --count;
                // Those behind move up, so that they stay in their order.
                for (uint256 i = b; i < count; ++i) {
                    clusters[i] = clusters[i + 1];
                }
            }
        }
    }

    function _nearest(
        Cluster[] memory clusters,
        uint256 count
    ) private pure returns (uint256 least, uint256 a, uint256 b) {
        unchecked {
            least = type(uint256).max;
            for (uint256 i; i < count; ++i) {
                uint256[4] memory centroid = clusters[i].centroid;
                for (uint256 j = i + 1; j < count; ++j) {
                    uint256 squared = _squared(centroid, clusters[j].centroid);
                    if (squared < least) (least, a, b) = (squared, i, j);
                }
            }
        }
    }

    function _join(Cluster memory into, Cluster memory other) private pure {
        unchecked {
            into.members = _union(into.members, other.members);
            into.count += other.count;
            _add(into.sums, other.sums);
            into.centroid = _centroid(into.sums, into.count);
        }
    }

    function _keep(
        Work memory work,
        Annotation[] memory annotations,
        Cluster memory cluster
    ) private pure returns (uint256[] memory kept) {
        unchecked {
            // 1 more than the number of each player's nearest; 0 if it has none.
            uint256[] memory nearest = new uint256[](work.totals.length);
            uint256 count;
            for (uint256 m; m < cluster.count; ++m) {
                uint256 number = cluster.members[m];
                uint256 player = annotations[number].player;
                if (nearest[player] == 0) {
                    nearest[player] = number + 1;
                    ++count;
                    continue;
                }
                uint256 other = nearest[player] - 1;
                ++work.asideCount;
                if (
                    _squared(_centroid(annotations[number].box, 1), cluster.centroid) <
                    _squared(_centroid(annotations[other].box, 1), cluster.centroid)
                ) {
                    nearest[player] = number + 1;
                    work.aside[other] = true;
                } else {
                    work.aside[number] = true;
                }
            }
            kept = new uint256[](count);
            uint256 next;
            for (uint256 m; m < cluster.count; ++m) {
                uint256 number = cluster.members[m];
                if (nearest[annotations[number].player] == number + 1) kept[next++] = number;
            }
        }
    }

    function _union(
        uint256[] memory a,
        uint256[] memory b
    ) private pure returns (uint256[] memory all) {
        unchecked {
            all = new uint256[](a.length + b.length);
            (uint256 i, uint256 j) = (0, 0);
            for (uint256 k; k < all.length; ++k) {
                bool isFirst = j == b.length || (i < a.length && a[i] < b[j]);
                all[k] = isFirst ? a[i++] : b[j++];
            }
        }
    }

    function _add(uint256[4] memory sums, uint256[4] memory box) private pure {
        unchecked {
            for (uint256 axis; axis < 4; ++axis) {
                sums[axis] += box[axis];
            }
        }
    }

    function _centroid(
        uint256[4] memory sums,
        uint256 count
    ) private pure returns (uint256[4] memory centroid) {
        unchecked {
            for (uint256 axis; axis < 4; ++axis) {
                centroid[axis] = (256 * sums[axis]) / count;
            }
        }
    }

    /// The differences wrap around, and their squares are right all the same.
    function _squared(
        uint256[4] memory a,
        uint256[4] memory b
    ) private pure returns (uint256 squared) {
        unchecked {
            for (uint256 axis; axis < 4; ++axis) {
                uint256 difference = a[axis] - b[axis];
                squared += difference * difference;
            }
        }
    }
}
