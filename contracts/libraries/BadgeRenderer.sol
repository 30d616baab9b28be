// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Base64} from "solady/utils/Base64.sol";
import {LibString} from "solady/utils/LibString.sol";

/// @title Badges as wallets show them
/// @notice Metadata and picture of a badge, made on the chain from what the chain knows.
library BadgeRenderer {
    using LibString for string;
    using LibString for uint256;

    /// @dev A colour a level, from bronze to violet.
    bytes private constant _COLOURS = "b87333708090c9a2272e8b5720808035589e6a3d9a9b1d64";

    /// @notice The metadata of a badge (ERC-721 metadata, as a data URI).
    /// @param name Name of the dataset; any text.
    /// @param owner Account that earned the badge.
    /// @param level Its level, 1 to `levels`.
    /// @param levels Number of levels, 1 to 8.
    /// @param points Points that the level asks for.
    /// @return `data:application/json;base64,` and the JSON.
    function uri(
        string memory name,
        address owner,
        uint256 level,
        uint256 levels,
        uint256 points
    ) internal pure returns (string memory) {
        string memory picture = svg(name, owner, level, levels, points);
        // JSON has double quotes only.
        // solhint-disable quotes
        bytes memory json = abi.encodePacked(
            '{"name":"',
            name.escapeJSON(),
            ", level ",
            level.toString(),
            '","description":"Earned with ',
            points.toString(),
            ' points; bound to its owner.","image":"data:image/svg+xml;base64,',
            Base64.encode(bytes(picture)),
            '","attributes":[{"trait_type":"Level","value":',
            level.toString(),
            '},{"trait_type":"Points","value":',
            points.toString(),
            "}]}"
        );
        // solhint-enable quotes
        return string.concat("data:application/json;base64,", Base64.encode(json));
    }

    /// @notice The picture of a badge: a star for each level reached.
    /// @param name Name of the dataset; any text.
    /// @param owner Account that earned the badge.
    /// @param level Its level, 1 to `levels`.
    /// @param levels Number of levels, 1 to 8.
    /// @param points Points that the level asks for.
    /// @return An SVG document.
    function svg(
        string memory name,
        address owner,
        uint256 level,
        uint256 levels,
        uint256 points
    ) internal pure returns (string memory) {
        string memory colour = string(_COLOURS).slice((level - 1) * 6, level * 6);
        string memory stars = string.concat(
            LibString.repeat(unicode"★", level),
            LibString.repeat(unicode"☆", levels - level)
        );
        return
            string.concat(
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 400 400' text-anchor='middle'"
                " font-family='sans-serif'><rect width='400' height='400' fill='#f7f5f0'/>"
                "<circle cx='200' cy='165' r='110' fill='#fff' stroke='#",
                colour,
                "' stroke-width='14'/><text x='200' y='165' font-size='64' fill='#",
                colour,
                "'>",
                points.toString(),
                "</text><text x='200' y='210' font-size='26'>",
                stars,
                // A long name is drawn in smaller letters; in UTF-8 it has at most 64.
                bytes(name).length > 28
                    ? "</text><text x='200' y='320' font-size='11'>"
                    : "</text><text x='200' y='320' font-size='24'>",
                name.escapeHTML(),
                "</text><text x='200' y='352' font-size='12'>",
                LibString.toHexStringChecksummed(owner),
                "</text></svg>"
            );
    }
}
