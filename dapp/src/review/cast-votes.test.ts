import { expect, it } from "vitest";
import { castVotesIn } from "./cast-votes";

const place = { chainId: 1, dataset: "0xAB", batchId: 2, account: "0xCD" };

it("keeps what an account voted, for its batch alone", () => {
  const values = new Map<string, string>();
  const store = {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  };
  castVotesIn(store).keep(place, 5n);
  expect(castVotesIn(store).read({ ...place, account: "0xcd" })).toBe(5n);
  expect(castVotesIn(store).read({ ...place, batchId: 3 })).toBeNull();
  for (const key of values.keys()) values.set(key, "0xzz");
  expect(castVotesIn(store).read(place)).toBeNull();
});

it("does without where the browser keeps nothing", () => {
  const refuse = (): never => {
    throw new DOMException("denied", "SecurityError");
  };
  const votes = castVotesIn({ getItem: refuse, setItem: refuse, removeItem: refuse });
  votes.keep(place, 5n);
  expect(votes.read(place)).toBeNull();
});
