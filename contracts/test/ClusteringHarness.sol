// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Test code: the signatures say all.
// solhint-disable use-natspec

import {AnnotationWords} from "../libraries/AnnotationWords.sol";
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

    /// What settling gave, and the gas of reading the plays into words and of `settle`; `refusal` is the
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

    function settle(Image calldata image) external view returns (Result memory) {
        bytes memory plays;
        for (uint256 p; p < image.plays.length; ++p) {
            plays = abi.encodePacked(plays, uint8(image.plays[p].length / 9), image.plays[p]);
        }
        return
            this.settlePacked(
                plays,
                image.plays.length,
                image.distance,
                image.confirmation,
                image.hint
            );
    }

    function settlePacked(
        bytes calldata plays,
        uint256 players,
        uint256 distance,
        uint256 confirmation,
        bytes calldata hint
    ) external view returns (Result memory result) {
        uint256 start = gasleft();
        uint256[] memory annotations = AnnotationWords.read(plays, players);
        uint256 appended = gasleft();
        (result.clusters, result.scores) = Clustering.settle(
            annotations,
            players,
            distance,
            confirmation,
            hint
        );
        result.settling = appended - gasleft();
        result.appending = start - appended;
    }

    function fits(uint256 annotators, uint256 perPlay) external pure returns (bool) {
        return Clustering.fits(annotators, perPlay);
    }
}
