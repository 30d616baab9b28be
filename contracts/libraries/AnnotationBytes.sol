// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICampaignPlays} from "../../interfaces/ICampaignPlays.sol";

/// @title Annotations as bytes
/// @notice The form of a play's annotations: nine bytes each.
library AnnotationBytes {
    /// @notice Bytes of an annotation.
    uint256 internal constant SIZE = 9;

    /// @notice Checks the annotations of a play.
    /// @param annotations The annotations.
    /// @param maximum Most that a play may have.
    /// @return count How many there are.
    function check(
        bytes calldata annotations,
        uint256 maximum
    ) internal pure returns (uint256 count) {
        if (annotations.length % SIZE != 0) revert ICampaignPlays.WrongLength(annotations.length);
        count = annotations.length / SIZE;
        if (count > maximum) revert ICampaignPlays.TooManyAnnotations(count, maximum);
        for (uint256 i; i < count; ++i) {
            uint256 size;
            // Height and width: four bytes after x and y. What is read past the end is shifted out.
            // solhint-disable-next-line no-inline-assembly
            assembly ("memory-safe") {
                size := shr(224, calldataload(add(annotations.offset, add(mul(i, SIZE), 4))))
            }
            if (size >> 16 == 0 || size & 0xffff == 0) revert ICampaignPlays.EmptyBox(i);
        }
    }
}
