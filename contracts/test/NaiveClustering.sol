// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Test code: the signatures say all. It is not meant to save gas.
// solhint-disable use-natspec, gas-increment-by-one, gas-calldata-parameters

/// @title NaiveClustering
/// @notice What to compare with: the same rule as one would write it down, a struct a cluster, and
/// every pair looked at before every merge.
contract NaiveClustering {
    struct Annotation {
        uint256[4] box;
        uint256 player;
    }

    struct Cluster {
        uint256[4] sums;
        uint256[] members;
        bool isGone;
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
            Cluster[] memory clusters = _merge(annotations, left, distance);
            for (uint256 c; c < clusters.length; ++c) {
                if (!clusters[c].isGone) _count(work, annotations, clusters[c]);
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

    function _count(
        Work memory work,
        Annotation[] memory annotations,
        Cluster memory cluster
    ) private pure {
        uint256[] memory kept = _keep(work, annotations, cluster);
        if (kept.length < work.quorum) return;
        uint256[4] memory centroid = _centroid(_sums(annotations, kept), kept.length);
        work.centroids[work.found++] = centroid;
        for (uint256 k; k < kept.length; ++k) {
            Annotation memory annotation = annotations[kept[k]];
            work.totals[annotation.player] += _squared(_scaled(annotation.box), centroid);
            ++work.counts[annotation.player];
        }
    }

    function _merge(
        Annotation[] memory annotations,
        uint256[] memory numbers,
        uint256 distance
    ) private pure returns (Cluster[] memory clusters) {
        clusters = new Cluster[](numbers.length);
        for (uint256 i; i < numbers.length; ++i) {
            clusters[i].members = new uint256[](1);
            clusters[i].members[0] = numbers[i];
            clusters[i].sums = _sums(annotations, clusters[i].members);
        }
        while (true) {
            uint256 least = type(uint256).max;
            uint256 a;
            uint256 b;
            for (uint256 i; i < clusters.length; ++i) {
                if (clusters[i].isGone) continue;
                for (uint256 j = i + 1; j < clusters.length; ++j) {
                    if (clusters[j].isGone) continue;
                    uint256 squared = _squared(
                        _centroid(clusters[i].sums, clusters[i].members.length),
                        _centroid(clusters[j].sums, clusters[j].members.length)
                    );
                    if (squared < least) (least, a, b) = (squared, i, j);
                }
            }
            if (least > (256 * distance) ** 2) return clusters;
            clusters[a].members = _union(clusters[a].members, clusters[b].members);
            clusters[a].sums = _sums(annotations, clusters[a].members);
            clusters[b].isGone = true;
        }
    }

    function _keep(
        Work memory work,
        Annotation[] memory annotations,
        Cluster memory cluster
    ) private pure returns (uint256[] memory kept) {
        uint256[4] memory centroid = _centroid(cluster.sums, cluster.members.length);
        // 1 more than the number of each player's nearest; 0 if it has none.
        uint256[] memory nearest = new uint256[](work.totals.length);
        uint256 count;
        for (uint256 m; m < cluster.members.length; ++m) {
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
                _squared(_scaled(annotations[number].box), centroid) <
                _squared(_scaled(annotations[other].box), centroid)
            ) {
                nearest[player] = number + 1;
                work.aside[other] = true;
            } else {
                work.aside[number] = true;
            }
        }
        kept = new uint256[](count);
        uint256 next;
        for (uint256 m; m < cluster.members.length; ++m) {
            uint256 number = cluster.members[m];
            if (nearest[annotations[number].player] == number + 1) kept[next++] = number;
        }
    }

    function _union(
        uint256[] memory a,
        uint256[] memory b
    ) private pure returns (uint256[] memory all) {
        all = new uint256[](a.length + b.length);
        (uint256 i, uint256 j) = (0, 0);
        for (uint256 k; k < all.length; ++k) {
            bool isFirst = j == b.length || (i < a.length && a[i] < b[j]);
            all[k] = isFirst ? a[i++] : b[j++];
        }
    }

    function _sums(
        Annotation[] memory annotations,
        uint256[] memory members
    ) private pure returns (uint256[4] memory sums) {
        for (uint256 m; m < members.length; ++m) {
            for (uint256 axis; axis < 4; ++axis) {
                sums[axis] += annotations[members[m]].box[axis];
            }
        }
    }

    function _centroid(
        uint256[4] memory sums,
        uint256 count
    ) private pure returns (uint256[4] memory centroid) {
        for (uint256 axis; axis < 4; ++axis) {
            centroid[axis] = (256 * sums[axis]) / count;
        }
    }

    function _scaled(uint256[4] memory box) private pure returns (uint256[4] memory scaled) {
        for (uint256 axis; axis < 4; ++axis) {
            scaled[axis] = 256 * box[axis];
        }
    }

    function _squared(
        uint256[4] memory a,
        uint256[4] memory b
    ) private pure returns (uint256 squared) {
        for (uint256 axis; axis < 4; ++axis) {
            uint256 difference = a[axis] > b[axis] ? a[axis] - b[axis] : b[axis] - a[axis];
            squared += difference * difference;
        }
    }
}
