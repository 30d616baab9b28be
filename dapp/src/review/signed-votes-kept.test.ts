import { afterEach, describe, expect, it, vi } from "vitest";
import { voteFromJson } from "./signed-vote";
import { keepSigned, keptVotes } from "./signed-votes-kept";
import { vectors } from "./vectors.test-helper";

const votes = vectors.votes.map(({ vote }) => voteFromJson(vote, "vote"));
const [alice, bob] = [votes[0]!, votes[1]!];

function storage(): Map<string, string> {
  const values = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => values.set(key, value),
  });
  return values;
}

const kept = (vote: typeof alice) => keptVotes(vote.chainId, vote.dataset, vote.batchId);

describe("signed votes that the browser keeps", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("are found by their batch, and a later one takes the place of an earlier", () => {
    storage();
    keepSigned(alice);
    keepSigned(bob);
    const other = { ...bob, bitmap: 1n };
    keepSigned(other);
    expect(kept(alice)).toEqual([alice]);
    expect(kept(bob)).toEqual([other]);
    expect(keptVotes(1, bob.dataset, bob.batchId)).toEqual([]);
  });

  it("are none where something else lies, or the browser keeps nothing", () => {
    const values = storage();
    values.set("veriset:signed-votes", "[7]");
    expect(kept(alice)).toEqual([]);
    const refuse = () => {
      throw new DOMException("denied");
    };
    vi.stubGlobal("localStorage", { getItem: refuse, setItem: refuse });
    expect(() => keepSigned(alice)).not.toThrow();
    expect(kept(alice)).toEqual([]);
  });
});
