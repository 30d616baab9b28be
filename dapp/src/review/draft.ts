import { decodeBitmap, encodeBitmap } from "./bitmap";

/** For which chain, dataset, batch and account a draft is; no account before one is connected. */
export interface DraftPlace {
  readonly chainId: number;
  readonly dataset: string;
  readonly batchId: number;
  readonly account: string | null;
}

/** Votes that are not handed in yet, kept in the browser and the same in each of its tabs. */
export interface Drafts {
  read(place: DraftPlace, count: number): boolean[] | null;
  /** @returns whether the browser kept it: in a private window it may not. */
  write(place: DraftPlace, valid: readonly boolean[]): boolean;
  drop(place: DraftPlace): void;
  /** Call back when another tab writes or drops this draft; returns how to stop. */
  watch(place: DraftPlace, changed: () => void): () => void;
}

/** Where drafts are kept: localStorage, or a stand-in of its form. */
export type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export function draftsIn(store: Store, target: EventTarget): Drafts {
  return {
    read(place, count) {
      try {
        return parse(store.getItem(keyOf(place)), count);
      } catch {
        return null;
      }
    },
    write(place, valid) {
      const text = `${valid.length}:0x${encodeBitmap(valid).toString(16)}`;
      try {
        store.setItem(keyOf(place), text);
        return true;
      } catch {
        return false;
      }
    },
    drop(place) {
      try {
        store.removeItem(keyOf(place));
      } catch {
        // What cannot be stored need not be removed.
      }
    },
    watch(place, changed) {
      const key = keyOf(place);
      const listener = (event: Event): void => {
        const named = (event as StorageEvent).key;
        if (named === key || named === null) changed();
      };
      target.addEventListener("storage", listener);
      return () => target.removeEventListener("storage", listener);
    },
  };
}

function keyOf({ chainId, dataset, batchId, account }: DraftPlace): string {
  const who = account?.toLowerCase() ?? "nobody";
  return `veriset:draft:${chainId}:${dataset.toLowerCase()}:${batchId}:${who}`;
}

function parse(text: string | null, count: number): boolean[] | null {
  const [, length, word] = /^(\d{1,3}):(0x[0-9a-f]{1,64})$/.exec(text ?? "") ?? [];
  return word === undefined || Number(length) !== count ? null : decodeBitmap(BigInt(word), count);
}
