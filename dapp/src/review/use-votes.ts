import type { Address, Hex } from "viem";
import { useEffect, useMemo, useState } from "preact/hooks";
import { announceError } from "../app/announce";
import { reader } from "../chain/client";
import { explain } from "../chain/explain";
import { castVotes } from "./cast-votes";
import type { Batch, Dataset, Snapshot } from "./dataset";
import { type DraftPlace, type Drafts, draftsIn } from "./draft";
import { DATASET_SENTENCES } from "./sentences";
import { type Selection, startSelection } from "./selection";
import { keptVotes } from "./signed-votes-kept";
import { type OwnVote, type Votes, readOwnVote, readVotes } from "./votes";

export interface BatchVotes {
  readonly votes: Votes;
  /** The visitor's own vote; null if there is none, or nobody is connected; undefined until it is
   * known. */
  readonly own: OwnVote | null | undefined;
}

/** The votes on a batch, read again with each snapshot; null until they are there. */
export function useVotes(
  dataset: Dataset,
  batch: Batch,
  snapshot: Snapshot,
  place: DraftPlace,
  account: Address | null,
  proof: readonly Hex[],
): BatchVotes | null {
  const [found, setFound] = useState<(BatchVotes & { id: number; account: string | null }) | null>(
    null,
  );
  const { chainId } = place;
  useEffect(() => {
    const stop = new AbortController();
    void (async () => {
      try {
        const { client } = reader();
        const votes = await readVotes(client, dataset.address, batch);
        const read =
          account && (await readOwnVote(client, dataset.address, batch, votes, account, proof));
        const here = { chainId, dataset: dataset.address, batchId: batch.id, account };
        const own = read && (read.bitmap === null ? { bitmap: castHere(here, votes) } : read);
        if (!stop.signal.aborted) setFound({ votes, own, id: batch.id, account });
      } catch (error) {
        if (!stop.signal.aborted) announceError(explain(error, DATASET_SENTENCES));
      }
    })();
    return () => stop.abort();
    // The batch is the snapshot's.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [dataset, batch.id, snapshot, chainId, account, proof]);
  if (found?.id !== batch.id) return null;
  // The batch's votes are the same for every account.
  return found.account === account ? found : { votes: found.votes, own: undefined };
}

/** What the account voted or signed in this browser, if a vote without a name is the same. */
function castHere(place: DraftPlace, { nameless }: Votes): bigint | null {
  const signed = keptVotes(place.chainId, place.dataset, place.batchId)
    .filter(({ validator }) => validator === place.account)
    .map(({ bitmap }) => bitmap);
  return (
    [castVotes.read(place), ...signed].find((one) => one !== null && nameless.includes(one)) ?? null
  );
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
  const [held, setHeld] = useState<{ name: string; selection: Selection } | null>(null);
  const [kept, setKept] = useState(true);
  const here = useMemo(
    () => ({ chainId, dataset, batchId, account }),
    [chainId, dataset, batchId, account],
  );
  // Of another batch or account: drawn at once with its own marks.
  const begun = useMemo(() => begin(here, count), [here, count]);
  const selection = held?.name === name ? held.selection : begun;

  useEffect(
    () =>
      drafts.watch(here, () =>
        setHeld((last) => {
          const found = begin(here, count);
          // Another tab's marks; where the keyboard is, is this one's.
          if (last?.name !== name) return { name, selection: found };
          return { name, selection: { ...last.selection, valid: found.valid } };
        }),
      ),
    [name, here, count],
  );

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
