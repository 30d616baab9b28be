import { describe, expect, it } from "vitest";
import { type Press, type Selection, clicked, pressed, startSelection } from "./selection";

const press = (key: string, shiftKey = false): Press => ({
  key,
  shiftKey,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
});
const SHOWN = [0, 1, 2, 3, 4];
const start = startSelection([true, true, true, true, true]);

const after = (keys: Press[], from: Selection = start, shown = SHOWN): Selection =>
  keys.reduce((now, one) => pressed(now, one, shown) ?? now, from);

const marks = (now: Selection): string => now.valid.map((is) => (is ? "1" : "0")).join("");

describe("voting by keyboard", () => {
  it("moves and turns", () => {
    const now = after([press("ArrowDown"), press("ArrowDown"), press(" ")]);
    expect(marks(now)).toBe("11011");
    expect(now.cursor).toBe(2);
    expect(marks(after([press(" ")], now))).toBe("11111");
  });

  it("stops at the ends", () => {
    expect(after([press("ArrowUp")]).cursor).toBe(0);
    expect(after([press("End"), press("ArrowDown")]).cursor).toBe(4);
    expect(after([press("PageDown")]).cursor).toBe(4);
    expect(after([press("End"), press("PageUp")]).cursor).toBe(0);
    expect(after([press("End"), press("Home")]).cursor).toBe(0);
  });

  it("spreads a vote with Shift and an arrow", () => {
    const now = after([press("ArrowDown"), press(" "), press("ArrowDown", true)]);
    expect(marks(now)).toBe("10011");
    expect(marks(after([press("ArrowDown", true)], now))).toBe("10001");
    expect(marks(after([press("ArrowDown"), press(" "), press("End", true)]))).toBe("10000");
  });

  it("spreads the last vote with Shift and Space", () => {
    const now = after([press(" "), press("ArrowDown"), press("ArrowDown"), press(" ", true)]);
    expect(marks(now)).toBe("00011");
  });

  it("keeps to the rows that are shown, in their order", () => {
    const now = after([press("End"), press(" "), press("Home", true)], start, [4, 0, 2]);
    expect(marks(now)).toBe("01010");
    expect(pressed(start, press(" "), [])).toBeNull();
  });

  it("leaves the browser's keys alone", () => {
    expect(pressed(start, { ...press(" "), ctrlKey: true }, SHOWN)).toBeNull();
    expect(pressed(start, press("Tab"), SHOWN)).toBeNull();
  });
});

describe("voting by click", () => {
  it("turns a record, and with Shift a range", () => {
    const now = clicked(start, 1, false, SHOWN);
    expect(marks(now)).toBe("10111");
    expect(marks(clicked(now, 3, true, SHOWN))).toBe("10001");
    expect(marks(clicked(now, 0, true, SHOWN))).toBe("00111");
  });
});
