import { useState } from "preact/hooks";
import { formatEther, parseEther } from "viem";
import { addBet } from "./actions";
import type { Admission } from "./admission";
import type { Player } from "./campaign-reader";
import type { Owner } from "./store";
import type { Doing } from "./use-campaign";

interface Props {
  owner: Owner;
  player: Player;
  coin: string;
  doing: Doing;
  admission: Admission | undefined;
  isBarred: boolean;
}

/** Adds to the player's own bet. */
export function BetForm({ owner, player, coin, doing, admission, isBarred }: Props) {
  const [text, setText] = useState("");
  const amount = amountOf(text);
  const isWrong = text !== "" && amount === null;
  return (
    <details class="card">
      <summary>Add to your own bet</summary>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (amount === null) return;
          void doing.run(
            async () => {
              await addBet(owner, amount, admission);
              setText((now) => (now === text ? "" : now)); // another may be written by now
            },
            `You have added ${formatEther(amount)} ${coin} to your bet.`,
          );
        }}
      >
        <p>
          Your bet raises your share of the pot. It is lost to the treasury if none of your boxes
          comes to count. So far you have added {formatEther(player.added)} {coin}.
        </p>
        <label>
          Amount in {coin}{" "}
          <input
            inputMode="decimal"
            autocomplete="off"
            value={text}
            aria-invalid={isWrong}
            aria-describedby="bet-said"
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <p id="bet-said" role="status" class={isWrong ? "note bad" : "hidden"}>
          {isWrong ? "Give an amount above 0, such as 0.01." : ""}
        </p>
        <div>
          <button type="submit" disabled={doing.busy || isBarred || amount === null}>
            Add to my bet
          </button>
        </div>
      </form>
    </details>
  );
}

/** Wei of an amount that a person wrote; null if it is none. */
function amountOf(text: string): bigint | null {
  if (!/^\d{1,20}([.,]\d{1,18})?$/.test(text.trim())) return null;
  const amount = parseEther(text.trim().replace(",", "."));
  return amount > 0n ? amount : null;
}
