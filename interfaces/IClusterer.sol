// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Clusterer
/// @notice The clustering rule as a contract of its own, without state: the campaigns ask it, and
/// so can anyone.
interface IClusterer {
    /// @notice The bytes end within a play.
    error PlaysTooShort(uint256 length);

    /// @notice What the clustering rule makes of an image.
    /// @param plays The plays in the order of the rule, each of them one byte, the number of its
    /// annotations, and nine bytes an annotation: x, y, height, width, big-endian, two bytes each,
    /// and the class.
    /// @param players Number of plays, 0 to 255.
    /// @param distance Pixels up to which clusters merge.
    /// @param confirmation Percentage of the players that a cluster needs.
    /// @param hint What makes it cheaper, or nothing; see the library Clustering.
    /// @return clusters As in the campaign's event `ImageSettled`.
    /// @return scores For each play its score + 1; 0 if it has none.
    function cluster(
        bytes calldata plays,
        uint256 players,
        uint256 distance,
        uint256 confirmation,
        bytes calldata hint
    ) external view returns (uint256[] memory clusters, uint256[] memory scores);
}
