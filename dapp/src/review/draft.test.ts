import { describe, expect, it, vi } from "vitest";
import { type DraftPlace, draftsIn } from "./draft";

function store() {
  const values = new Map<string, string>();
  return {
    values,
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  };
}

const place: DraftPlace = { chainId: 1, dataset: "0xAB", batchId: 2, account: "0xCD" };
const valid = [true, false, true];

describe("a draft of a vote", () => {
  it("outlives the page, for its batch and account alone", () => {
    const kept = store();
    expect(draftsIn(kept, new EventTarget()).write(place, valid)).toBe(true);
    const drafts = draftsIn(kept, new EventTarget());
    expect(drafts.read(place, 3)).toEqual(valid);
    expect(drafts.read({ ...place, account: "0xcd", dataset: "0xab" }, 3)).toEqual(valid);
    expect(drafts.read({ ...place, account: null }, 3)).toBeNull();
    expect(drafts.read({ ...place, batchId: 3 }, 3)).toBeNull();
    drafts.drop(place);
    expect(drafts.read(place, 3)).toBeNull();
  });

  it.each(["", "3:0x9", "4:0x1", "3:5", "300:0x1", "3:0xg"])("is not made of %j", (text) => {
    const kept = store();
    const drafts = draftsIn(kept, new EventTarget());
    drafts.write(place, valid);
    kept.values.set([...kept.values.keys()][0]!, text);
    expect(drafts.read(place, 3)).toBeNull();
  });

  it("is in step with another tab", () => {
    const tab = new EventTarget();
    const kept = store();
    const drafts = draftsIn(kept, tab);
    drafts.write(place, valid);
    const changed = vi.fn();
    const stop = drafts.watch(place, changed);
    const tell = (key: string | null) =>
      tab.dispatchEvent(Object.assign(new Event("storage"), { key }));
    tell([...kept.values.keys()][0]!);
    tell("another key");
    expect(changed).toHaveBeenCalledTimes(1);
    tell(null);
    expect(changed).toHaveBeenCalledTimes(2);
    stop();
    tell(null);
    expect(changed).toHaveBeenCalledTimes(2);
  });

  it("says so where the browser keeps nothing", () => {
    const refuse = () => {
      throw new Error("denied");
    };
    const drafts = draftsIn(
      { getItem: refuse, setItem: refuse, removeItem: refuse },
      new EventTarget(),
    );
    expect(drafts.write(place, valid)).toBe(false);
    expect(drafts.read(place, 3)).toBeNull();
    expect(() => drafts.drop(place)).not.toThrow();
  });
});
