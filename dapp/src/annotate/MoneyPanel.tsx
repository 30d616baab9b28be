import { formatEther } from "viem";
import { reader } from "../chain/client";
import { useTask } from "../ui/use-task";
import { withdraw } from "./actions";
import { type Campaign, type Player, readPot } from "./campaign-reader";
import { pixelsOff, rewardOf } from "./reward";
import type { Owner } from "./store";
import type { Doing } from "./use-campaign";

interface Props {
  campaign: Campaign;
  player: Player;
  owner: Owner;
  coin: string;
  doing: Doing;
}

/** How the visitor did, and what is due. */
export function MoneyPanel({ campaign, player, owner, coin, doing }: Props) {
  const { address, phase, terms, countedPlayers } = campaign;
  const read = useTask(address, () => readPot(reader().client, address), campaign.time);
  const pot = read.value;
  const isOver = phase === "payout";
  const reward = pot && rewardOf(player, terms, countedPlayers, pot);
  return (
    <section class="card stack" aria-labelledby="money">
      <h2 id="money">{isOver ? "Your reward" : "How you did"}</h2>
      {player.role === "player" && (
        <dl class="facts">
          <dt>Plays that count</dt>
          <dd>
            {player.countedPlays} of {player.handedIn}
          </dd>
          <dt>Best score</dt>
          <dd>
            {player.score === null
              ? "none: none of your boxes is in a cluster that counts"
              : `${pixelsOff(player.score)} pixels off`}
          </dd>
          {isOver && (
            <>
              <dt>Position</dt>
              <dd>{player.position || "none"}</dd>
              <dt>Reward</dt>
              <dd>
                {reward === null ? "…" : `${formatEther(reward)} ${coin}`}
                {player.isPaid && ", paid out"}
              </dd>
            </>
          )}
        </dl>
      )}
      {!isOver && <p>The campaign is not settled yet; “How it goes on” says what it waits for.</p>}
      {player.owed > 0n ? (
        <div>
          <button
            type="button"
            class="primary"
            disabled={doing.busy}
            onClick={() =>
              void doing.run(
                () => withdraw(owner),
                `${formatEther(player.owed)} ${coin} is paid out to you.`,
              )
            }
          >
            Withdraw {formatEther(player.owed)} {coin}
          </button>
        </div>
      ) : (
        isOver && <p>Nothing is due to this account now.</p>
      )}
    </section>
  );
}
