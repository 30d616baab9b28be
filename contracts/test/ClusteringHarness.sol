// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Test code: the signatures say all.
// solhint-disable use-natspec

import {Clustering} from "../libraries/Clustering.sol";

/// @title ClusteringHarness
/// @notice Opens the library to tests, and says what its execution costs.
contract ClusteringHarness {
    struct Image {
        bytes[] plays;
        uint256 distance;
        uint256 confirmation;
        bytes hint;
    }

    /// What settling gave, and the gas of `append` for all plays and of `settle`; `refusal` is the
    /// error if it reverted, and then the gas is that of the whole call.
    struct Result {
        uint256[] clusters;
        uint256[] scores;
        uint256 appending;
        uint256 settling;
        bytes refusal;
    }

    function settleAll(Image[] calldata images) external view returns (Result[] memory results) {
        results = new Result[](images.length);
        for (uint256 i; i < images.length; ++i) {
            uint256 before = gasleft();
            try this.settle(images[i]) returns (Result memory result) {
                results[i] = result;
            } catch (bytes memory reason) {
                results[i].refusal = reason;
                results[i].settling = before - gasleft();
            }
        }
    }

    function settle(Image calldata image) external view returns (Result memory result) {
        bytes[] memory plays = image.plays;
        (uint256 distance, uint256 confirmation) = (image.distance, image.confirmation);
        uint256 total;
        for (uint256 p; p < plays.length; ++p) {
            total += plays[p].length / 9;
        }
        uint256[] memory annotations = new uint256[](total);

        uint256 start = gasleft();
        uint256 next;
        for (uint256 p; p < plays.length; ++p) {
            bytes memory play = plays[p];
            uint256 source;
            // solhint-disable-next-line no-inline-assembly
            assembly ("memory-safe") {
                source := add(play, 0x20)
            }
            next = Clustering.append(annotations, next, source, play.length / 9, p);
        }
        uint256 appended = gasleft();
        (result.clusters, result.scores) = Clustering.settle(
            annotations,
            plays.length,
            distance,
            confirmation,
            image.hint
        );
        result.settling = appended - gasleft();
        result.appending = start - appended;
    }

    function fits(uint256 annotators, uint256 perPlay) external pure returns (bool) {
        return Clustering.fits(annotators, perPlay);
    }
}
