import { describe, expect, it } from "vitest";
import { badgeId, parseBadge } from "./badge";

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const svg = `data:image/svg+xml;base64,${base64("<svg xmlns='http://www.w3.org/2000/svg'/>")}`;
const uri = (values: unknown): string =>
  `data:application/json;base64,${base64(JSON.stringify(values))}`;
const good = { name: "Häuser ★, level 1", description: "Earned with 40 points", image: svg };

describe("a badge", () => {
  it("is what its contract shows", () =>
    expect(parseBadge(uri(good), 1)).toEqual({
      level: 1,
      name: good.name,
      description: good.description,
      picture: svg,
    }));

  it.each([
    "https://example.org/badge.json",
    "data:application/json;base64,%",
    uri({ ...good, image: "javascript:alert(1)" }),
    uri({ ...good, image: "https://example.org/track.svg" }),
    uri({ ...good, image: "data:text/html;base64,AAAA" }),
    uri({ ...good, image: `${svg}" onerror="alert(1)` }),
    uri({ ...good, name: 7 }),
    uri(null),
  ])("is none of another form: %s", (text) => expect(parseBadge(text, 1)).toBeNull());

  it("has its level and account in its id", () =>
    expect(badgeId(2, `0x${"00".repeat(19)}07`)).toBe((2n << 160n) + 7n));
});
