import type { Address, Hex } from "viem";
import { useEffect, useState } from "preact/hooks";
import { announceError } from "../app/announce";
import { reader } from "../chain/client";
import { explain } from "../chain/explain";
import type { Batch, Dataset, Snapshot } from "./dataset";
import { type DraftPlace, type Drafts, draftsIn } from "./draft";
import { DATASET_SENTENCES } from "./sentences";
import { type Selection, startSelection } from "./selection";
import { type OwnVote, type Votes, readOwnVote, readVotes } from "./votes";

export interface BatchVotes {
  readonly votes: Votes;
  /** The visitor's own vote; null if there is none, or nobody is connected. */
  readonly own: OwnVote | null;
}

/** The votes on a batch, read again with each snapshot; null until they are there. */
export function useVotes(
  dataset: Dataset,
  batch: Batch,
  snapshot: Snapshot,
  account: Address | null,
  proof: readonly Hex[],
): BatchVotes | null {
  const [found, setFound] = useState<(BatchVotes & { id: number; account: string | null }) | null>(
    null,
  );
  useEffect(() => {
    const stop = new AbortController();
    void (async () => {
      try {
        const { client } = reader();
        const votes = await readVotes(client, dataset.address, batch);
        const own =
          account && (await readOwnVote(client, dataset.address, batch, votes, account, proof));
        if (!stop.signal.aborted) setFound({ votes, own, id: batch.id, account });
      } catch (error) {
        if (!stop.signal.aborted) announceError(explain(error, DATASET_SENTENCES));
      }
    })();
    return () => stop.abort();
    // The batch is the snapshot's.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [dataset, batch.id, snapshot, account, proof]);
  return found?.id === batch.id && found.account === account ? found : null;
}

export const drafts: Drafts = draftsIn(
  {
    // Reading the property is what throws where storage is forbidden.
    getItem: (key) => localStorage.getItem(key),
    setItem: (key, value) => localStorage.setItem(key, value),
    removeItem: (key) => localStorage.removeItem(key),
  },
  globalThis,
);

export interface Ballot {
  readonly selection: Selection;
  readonly change: (next: Selection) => void;
  /** Whether a reload brings the marks back. */
  readonly kept: boolean;
}

/** The visitor's marks on a batch, kept through reloads and the same in all tabs. */
export function useBallot(place: DraftPlace, count: number): Ballot {
  const { chainId, dataset, batchId, account } = place;
  const name = [chainId, dataset, batchId, account, count].join(" ");
  const [held, setHeld] = useState(() => ({ name, selection: begin(place, count) }));
  const [kept, setKept] = useState(true);
  // Of another batch or account: drawn at once with its own marks.
  const selection = held.name === name ? held.selection : begin(place, count);

  useEffect(() => {
    const here = { chainId, dataset, batchId, account };
    return drafts.watch(here, () => setHeld({ name, selection: begin(here, count) }));
  }, [name, chainId, dataset, batchId, account, count]);

  const change = (next: Selection): void => {
    setHeld({ name, selection: next });
    if (next.valid !== selection.valid) setKept(drafts.write(place, next.valid));
  };
  return { selection, change, kept };
}

/** The draft; marks made before a wallet was connected are taken over. */
function begin(place: DraftPlace, count: number): Selection {
  const valid =
    drafts.read(place, count) ??
    drafts.read({ ...place, account: null }, count) ??
    new Array<boolean>(count).fill(false);
  return startSelection(valid);
}
