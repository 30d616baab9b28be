import { useState } from "preact/hooks";
import { announce } from "../app/announce";
import { Problem } from "../app/problem";
import { reader } from "../chain/client";
import { explain } from "../chain/explain";
import { Trouble } from "../ui/Trouble";
import { useTask } from "../ui/use-task";
import { readSealed, reveal, type Sealed } from "./actions";
import type { Campaign } from "./campaign-reader";
import { BACKUP_BYTES, parseBackup, type SealedPlay, toBackup } from "./sealed-play";
import { keepPlays, keptPlays, type Owner } from "./store";
import type { Doing } from "./use-campaign";

interface Props {
  campaign: Campaign;
  owner: Owner;
  doing: Doing;
}

/** The visitor's sealed plays: saving, taking back and revealing what opens them. */
export function SealedPanel({ campaign, owner, doing }: Props) {
  const isOver = campaign.phase !== "play" && campaign.phase !== "reveal";
  // Another look whenever something may have changed on the chain.
  const turn = [campaign.phase, campaign.handedIn, campaign.revealed].join();
  const task = useTask(
    `${owner.campaign} ${owner.player}`,
    async () => {
      const [sealed, kept] = await Promise.all([
        readSealed(reader().client, campaign, owner),
        keptPlays(owner),
      ]);
      return { sealed, kept };
    },
    turn,
  );
  if (!task.value) return <Trouble problem={task.problem} again={task.again} />;
  const { sealed, kept } = task.value;
  if (isOver && sealed.missing.length + sealed.ready.length === 0) return null;
  return (
    <section class="card stack" aria-labelledby="sealed">
      <h2 id="sealed">Your sealed plays</h2>
      <p>{summary(sealed, isOver)}</p>
      <Trouble problem={task.problem} again={task.again} />
      {campaign.phase === "reveal" && sealed.ready.length > 0 && (
        <div>
          <button
            type="button"
            class="primary"
            disabled={doing.busy}
            onClick={() =>
              void doing.run(
                () =>
                  reveal(owner, sealed.ready, (done) =>
                    announce(`${done} of ${sealed.ready.length} plays are revealed …`),
                  ),
                `${plays(sealed.ready.length)} revealed.`,
              )
            }
          >
            Reveal {plays(sealed.ready.length)}
          </button>
        </div>
      )}
      {!isOver && <Backup owner={owner} kept={kept} onImported={task.again} />}
    </section>
  );
}

const plays = (count: number): string => `${count} ${count === 1 ? "play" : "plays"}`;

function summary({ ready, missing }: Sealed, isOver: boolean): string {
  if (ready.length + missing.length === 0) return "None of your plays waits to be revealed.";
  if (isOver) return `${plays(ready.length + missing.length)} of yours stayed sealed and is void.`;
  const opened = `This browser can open ${plays(ready.length)} of yours.`;
  if (missing.length === 0) return opened;
  return (
    `${opened} It cannot open those on image ${missing.join(", ")}: ` +
    "they were sealed elsewhere. Take in their back-up, or they will be void."
  );
}

function Backup({
  owner,
  kept,
  onImported,
}: {
  owner: Owner;
  kept: readonly SealedPlay[];
  onImported: () => Promise<void>;
}) {
  const [problem, setProblem] = useState("");
  const save = (): void => {
    const url = URL.createObjectURL(new Blob([toBackup(kept)], { type: "application/jsonl" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = `veriset-plays-${owner.campaign.slice(2, 10)}-${owner.player.slice(2, 10)}.jsonl`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    announce(`A back-up of ${plays(kept.length)} is saved.`);
  };
  const take = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    setProblem("");
    try {
      if (file.size > BACKUP_BYTES) throw new Problem("This file is too large for a back-up.");
      const own = parseBackup(await file.text()).filter((play) => isOf(play, owner));
      if (own.length === 0) {
        throw new Problem("No play in this file is of this account in this campaign.");
      }
      await keepPlays(own);
      await onImported();
      announce(`${plays(own.length)} of the back-up is kept in this browser.`);
    } catch (error) {
      setProblem(explain(error));
    }
  };
  return (
    <div class="stack">
      <p class="small muted">
        What opens a sealed play is in this browser alone. Who clears the browser's data without a
        back-up loses the plays. Keep the back-up to yourself until playing is over.
      </p>
      <div class="row">
        <button type="button" disabled={kept.length === 0} onClick={save}>
          Save a back-up
        </button>
        <label>
          Take in a back-up{" "}
          <input
            type="file"
            accept=".jsonl,.json,.txt"
            onChange={(event) => void take(event.currentTarget.files?.[0])}
          />
        </label>
      </div>
      {problem && (
        <p class="note bad" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

function isOf(play: SealedPlay, owner: Owner): boolean {
  return (
    play.chainId === owner.chainId &&
    play.campaign.toLowerCase() === owner.campaign.toLowerCase() &&
    play.player.toLowerCase() === owner.player.toLowerCase()
  );
}
