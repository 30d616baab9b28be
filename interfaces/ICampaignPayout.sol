// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Payout of an annotation campaign
/// @notice Players are ranked by their best score, the lowest first. A player at position p of N
/// players that have a counted play has bet * (N + 1 - p)^2 points, and gets its points' share of
/// the pot, which is all the bets of those ranked. Where the terms have a payout tolerance, t,
/// points are bet * max(0, (256 D)^2 - max(score, (256 t)^2)) instead, D being the merge distance:
/// what a player earns for each wei then depends on its own boxes alone. Outliers' bets and the
/// rounding dust go to the treasury, what is not used of the sponsor's money to the sponsor.
/// WARNING: by rank, points grow with the number of players, so whoever plays from several accounts
/// gains by it, and so do players who agree on their boxes. `veriset simulate` has the figures.
/// @dev The dust, less than a wei for each ranked player, is credited with the last reward, one of
/// 0 too: as long as one ranked account is not paid, or refuses its money, the dust waits, and
/// nothing else does.
/// All money is in wei. At any time the contract's balance is at least the sum of `books`,
/// and equal to it unless somebody forces money on the contract.
interface ICampaignPayout {
    /// @notice The contract's money, by what it is for.
    /// @param sponsored The sponsor's for bets; until the payout is fixed.
    /// @param added The players' own bets; until the payout is fixed.
    /// @param fees The sponsor's for validators, on pages to be decided; until the payout is fixed.
    /// @param feesEarned Of validators, not yet claimed.
    /// @param rewards Of ranked players, not yet withdrawn, with the dust.
    /// @param credited Due and not yet withdrawn: claimed fees, the sponsor's, the treasury's.
    struct Books {
        uint256 sponsored;
        uint256 added;
        uint256 fees;
        uint256 feesEarned;
        uint256 rewards;
        uint256 credited;
    }

    /// @notice The ranking so far.
    /// @param first Number of the first player in the order; 0 if there is none yet.
    /// @param lastPlaced Number of the last player with a position; 0 if there is none yet.
    /// @param pot Bets of those with a position.
    /// @param points Points of those with a position.
    /// @param isFixed Whether the payout is fixed: the sponsor and the treasury are credited.
    struct Ranking {
        uint256 first;
        uint256 lastPlaced;
        uint256 pot;
        uint256 points;
        bool isFixed;
    }

    /// @notice No players were given.
    error NobodyToRank();
    /// @notice The account has no score.
    error NotScored(uint256 number);
    /// @notice The player that the list is to follow is not in the order.
    error NotRanked(uint256 number);
    /// @notice The player comes before `previous`: its score is lower, or the same and its number
    /// not higher.
    error OutOfOrder(uint256 number, uint256 previous);
    /// @notice The player is in the order.
    error AlreadyRanked(uint256 number);
    /// @notice Positions follow when all players with a score are in the order.
    error RankingIncomplete(uint256 rankedPlayers, uint256 scoredPlayers);
    /// @notice Nothing is due to the account.
    error NothingToWithdraw(address account);

    /// @notice Players were put into the order.
    /// @param rankedPlayers Players in the order so far.
    /// @param scoredPlayers Players with a score.
    event PlayersRanked(uint256 rankedPlayers, uint256 scoredPlayers);
    /// @notice Players got their positions.
    /// @param placedPlayers Players with a position so far.
    /// @param scoredPlayers Players with a score.
    event PlayersPlaced(uint256 placedPlayers, uint256 scoredPlayers);
    /// @notice The payout is fixed.
    /// @param pot For the ranked players.
    /// @param toTreasury Bets of outliers.
    /// @param toSponsor What was not used.
    event PayoutFixed(uint256 pot, uint256 toTreasury, uint256 toSponsor);
    /// @notice The last reward was taken, and what rounding left over became the treasury's.
    /// @param amount How much.
    event DustCollected(uint256 amount);
    /// @notice An account was paid.
    /// @param account The account.
    /// @param recipient Who got the money.
    /// @param amount How much.
    event Withdrawn(address indexed account, address indexed recipient, uint256 amount);

    /// @notice Puts players with a score into their order, by anyone, in as many calls as it
    /// takes: ascending by score and, where it is the same, by number.
    /// @dev The order is a list from which nobody can be left out, whoever comes first: a player
    /// can always be put between two others, so no call can spoil another. A player in the order
    /// already is passed over; a list of nothing else is refused.
    /// @param previous Number of a player in the order after whom the list comes; 0: the list may
    /// begin at the start. The nearer it is the less gas is spent on looking for the place.
    /// @param numbers Numbers of players, ascending as above; others may be between them.
    function rank(uint24 previous, uint24[] calldata numbers) external;

    /// @notice Gives the next players in the order their positions, by anyone, when all players
    /// with a score are in it. With the last one the payout can be taken.
    /// @param limit Most players to place.
    function place(uint256 limit) external;

    /// @notice Pays an account all that is due to it: as a player, a validator, the sponsor, the
    /// treasury.
    /// @param account Who is paid, whoever calls.
    function withdraw(address account) external;

    /// @notice Pays what is due to the caller to another account.
    /// @param recipient Who is paid.
    function withdrawTo(address recipient) external;

    /// @notice What `withdraw` would pay now. Fees count once they are claimed; rewards, refund
    /// and the treasury's share once all players with a score are placed.
    /// @param account Any account.
    /// @return The amount.
    function owed(address account) external view returns (uint256);

    /// @notice The contract's money.
    /// @return The money by what it is for.
    function books() external view returns (Books memory);

    /// @notice The ranking.
    /// @return The ranking so far.
    function ranking() external view returns (Ranking memory);
}
