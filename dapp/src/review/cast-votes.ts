import type { DraftPlace, Store } from "./draft";

/** What an account voted from this browser, by transaction: until the vote is claimed, the chain
 * has the bitmap among others, without a name. */
export interface CastVotes {
  keep(place: DraftPlace, bitmap: bigint): void;
  read(place: DraftPlace): bigint | null;
}

export function castVotesIn(store: Store): CastVotes {
  return {
    keep(place, bitmap) {
      try {
        store.setItem(keyOf(place), `0x${bitmap.toString(16)}`);
      } catch {
        // A private window keeps nothing; the vote counts all the same.
      }
    },
    read(place) {
      try {
        const text = store.getItem(keyOf(place)) ?? "";
        return /^0x[0-9a-f]{1,64}$/.test(text) ? BigInt(text) : null;
      } catch {
        return null;
      }
    },
  };
}

function keyOf({ chainId, dataset, batchId, account }: DraftPlace): string {
  return `veriset:vote:${chainId}:${dataset}:${batchId}:${account}`.toLowerCase();
}

export const castVotes = castVotesIn({
  // Reading the property is what throws where storage is forbidden.
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, value),
  removeItem: (key) => localStorage.removeItem(key),
});
