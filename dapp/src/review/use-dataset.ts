import type { Address } from "viem";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { knownStatus, server } from "../api/server";
import { announce, announceError } from "../app/announce";
import { useStore } from "../app/store";
import { reader } from "../chain/client";
import { explain } from "../chain/explain";
import { useLooks } from "../ui/use-looks";
import { useWallet } from "../wallet/wallet";
import {
  type Contents,
  type Dataset,
  type Snapshot,
  READ_AT_FIRST,
  readContents,
  readDataset,
  readSnapshot,
} from "./dataset";
import { type Review, reviewRecords } from "./review";
import { DATASET_SENTENCES } from "./sentences";

/** A dataset with all that a review of it needs, from the chain at one block. */
export interface Loaded {
  readonly dataset: Dataset;
  readonly snapshot: Snapshot;
  readonly contents: Contents;
  readonly review: Review;
  /** What the contents follow from: batches and where they stand. */
  readonly key: string;
}

export interface DatasetState {
  readonly loaded: Loaded | null;
  /** Why the newest reading failed; what was read before stays. */
  readonly problem: string | null;
  readonly reload: () => Promise<void>;
  /** Read all validated records, however many they are. */
  readonly readAll: () => Promise<void>;
}

/** Other people's votes are looked for so often. */
const EVERY_MS = 15_000;

/** The dataset at an address, read again now and then, through the wallet or the site's node. */
export function useDataset(address: Address): DatasetState {
  const { status } = useStore(server);
  const { provider, chainId } = useWallet();
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const held = useRef<Loaded | null>(null);
  const turn = useRef(0);
  const most = useRef(READ_AT_FIRST);

  const reload = useCallback(async () => {
    const mine = ++turn.current;
    try {
      const found = await load(address, held.current, most.current);
      if (mine !== turn.current) return;
      held.current = found;
      setLoaded(found);
      setProblem(null);
    } catch (error) {
      if (mine === turn.current) setProblem(explain(error, DATASET_SENTENCES));
    }
  }, [address]);

  const readAll = useCallback(() => {
    most.current = Infinity;
    return reload();
  }, [reload]);

  const overtaken = useCallback(() => {
    turn.current++;
  }, []);

  useEffect(() => {
    void reload();
    return overtaken;
  }, [reload, overtaken, status, provider, chainId]);
  useLooks(reload, EVERY_MS);

  const current = loaded?.dataset.address === address ? loaded : null;
  return { loaded: current, problem, reload, readAll };
}

async function load(address: Address, held: Loaded | null, most: number): Promise<Loaded> {
  const { CollaborativeDatasetFactory: factory } = (await knownStatus()).contracts;
  const { client } = reader();
  const known = held?.dataset.address === address ? held : null;
  const dataset = known?.dataset ?? (await readDataset(client, factory, address));
  const snapshot = await readSnapshot(client, address);
  const key = snapshot.batches.map(({ status, outcome }) => `${status}:${outcome}`).join(" ");
  // A batch's records never change, so that they are read again only if it is another's turn.
  const isEnough = known?.contents.earlier === 0 || most < Infinity;
  if (known?.key === key && isEnough) return { ...known, snapshot };
  const contents = await readContents(client, dataset, snapshot, most);
  const review = reviewRecords(dataset.schema, contents.validated, contents.underReview);
  return { dataset, snapshot, contents, review, key };
}

/** One thing at a time that the visitor's wallet is asked for: what it says when it is done is
 * announced, and so is why it was not done. */
export function useAct(after: () => Promise<void>): {
  busy: boolean;
  act: (work: () => Promise<string>) => Promise<void>;
} {
  const [busy, setBusy] = useState(false);
  const act = async (work: () => Promise<string>): Promise<void> => {
    setBusy(true);
    try {
      announce(await work());
      await after(); // what can be done next is known only then
    } catch (error) {
      announceError(explain(error, DATASET_SENTENCES));
      void after();
    } finally {
      setBusy(false);
    }
  };
  return { busy, act };
}
