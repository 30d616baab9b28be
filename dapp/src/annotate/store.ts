import type { Hex } from "viem";
import type { Annotation } from "./annotation";
import { commitmentOf, type SealedPlay } from "./sealed-play";

/** Whose plays: of which campaign, on which chain. */
export interface Owner {
  readonly chainId: number;
  readonly campaign: Hex;
  readonly player: Hex;
}

/** Boxes that are not handed in yet. */
export interface Draft {
  readonly annotations: readonly Annotation[];
  /** Counts up with each change; 0 where nothing was kept yet. */
  readonly revision: number;
}

/** The browser does not keep what it was given; then nothing must be sent. */
export class StoreError extends Error {}

const NAME = "veriset-annotate";
const NO_DRAFT: Draft = { annotations: [], revision: 0 };

const keyOf = ({ chainId, campaign, player }: Owner): string =>
  `${chainId} ${campaign} ${player}`.toLowerCase();

const draftKey = (owner: Owner, image: number): string => `${keyOf(owner)} ${image}`;

/** Keeps plays on the disk before their commitments are sent.
 * A play is kept under its commitment and never changed, so that no tab can overwrite another's.
 * @throws StoreError if the browser does not keep them. */
export async function keepPlays(plays: readonly SealedPlay[]): Promise<void> {
  const rows = plays.map((play) => ({
    commitment: commitmentOf(play),
    owner: keyOf(play),
    play,
  }));
  await transact("plays", "readwrite", (store) => {
    for (const row of rows) store.put(row);
    return store.count();
  });
  // Otherwise a browser that is short of room may throw the plays away.
  await navigator.storage.persist().catch(() => false);
  tellTabs();
}

/** All plays kept here that an account sealed in a campaign, with those that were never sent. */
export async function keptPlays(owner: Owner): Promise<SealedPlay[]> {
  const rows = await transact(
    "plays",
    "readonly",
    (store) => store.index("owner").getAll(keyOf(owner)) as IDBRequest<{ play: SealedPlay }[]>,
  );
  return rows.map(({ play }) => play);
}

/** The draft of an image; an empty one if there is none. */
export async function readDraft(owner: Owner, image: number): Promise<Draft> {
  const key = draftKey(owner, image);
  const row = await transact(
    "drafts",
    "readonly",
    (store) => store.get(key) as IDBRequest<Draft | undefined>,
  );
  return row ? { annotations: row.annotations, revision: row.revision } : NO_DRAFT;
}

/** Keeps a draft, unless another tab has changed it since `revision`.
 * @returns what is kept now, which is the other tab's where that was first. */
export async function writeDraft(
  owner: Owner,
  image: number,
  annotations: readonly Annotation[],
  revision: number,
): Promise<Draft> {
  const key = draftKey(owner, image);
  let kept: Draft = { annotations, revision: revision + 1 };
  await transact("drafts", "readwrite", (store) => {
    const before = store.get(key) as IDBRequest<Draft | undefined>;
    before.onsuccess = () => {
      const there = before.result ?? NO_DRAFT;
      if (there.revision === revision) store.put({ key, ...kept });
      else kept = { annotations: there.annotations, revision: there.revision };
    };
    return before;
  });
  if (kept.annotations === annotations) tellTabs();
  return kept;
}

/** Forgets the draft of an image that is handed in or given back. */
export async function dropDraft(owner: Owner, image: number): Promise<void> {
  await transact("drafts", "readwrite", (store) => store.delete(draftKey(owner, image)));
  tellTabs();
}

/** Tells the other tabs that something is kept, or has happened on the chain. */
export function tellTabs(): void {
  const channel = new BroadcastChannel(NAME);
  channel.postMessage("changed");
  channel.close();
}

/** Calls back when another tab has kept something, or done something on the chain.
 * @returns what ends it. */
export function onOtherTab(listener: () => void): () => void {
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = listener;
  return () => channel.close();
}

let opened: Promise<IDBDatabase> | null = null;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      const plays = request.result.createObjectStore("plays", { keyPath: "commitment" });
      plays.createIndex("owner", "owner");
      request.result.createObjectStore("drafts", { keyPath: "key" });
    };
    request.onsuccess = () => {
      // Another tab with a newer page wants to change the form.
      request.result.onversionchange = () => {
        request.result.close();
        opened = null;
      };
      resolve(request.result);
    };
    request.onerror = () => reject(request.error ?? new Error("unknown"));
    request.onblocked = () => reject(new Error("another tab holds it"));
  });
  opened.catch(() => (opened = null));
  return opened;
}

async function transact<Result>(
  name: "plays" | "drafts",
  mode: IDBTransactionMode,
  run: (store: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result> {
  try {
    const open = await database();
    return await new Promise<Result>((resolve, reject) => {
      // "strict" waits until the disk has it, and not only the operating system.
      const transaction = open.transaction(name, mode, { durability: "strict" });
      const request = run(transaction.objectStore(name));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
      transaction.onerror = () => reject(transaction.error ?? new Error("unknown"));
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError(
      `This browser does not keep data for the page (${reason}), so nothing was sent. ` +
        "Leave private browsing, or free some room on the disk.",
    );
  }
}
