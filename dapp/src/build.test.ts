import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import * as abis from "./chain/abi";

const BUILD = new URL("../../build/", import.meta.url);
const ASSETS = new URL("../dist/assets/", import.meta.url);

it("has less than 150 kB of compressed script in all", () => {
  const scripts = readdirSync(ASSETS).filter((name) => name.endsWith(".js"));
  const sizes = scripts.map((name) => gzipSync(readFileSync(new URL(name, ASSETS))).length);
  expect(scripts.length).toBeGreaterThan(1);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(150_000);
});

describe("the ABIs", () => {
  it.each(Object.keys(abis))("%s is that of the compiled interface", (name) => {
    const contract = `I${name.slice(0, 1).toUpperCase()}${name.slice(1, -"Abi".length)}`;
    const { abi } = JSON.parse(
      readFileSync(new URL(`interfaces/${contract}.json`, BUILD), "utf8"),
    ) as { abi: unknown[] };
    expect(abis[name as keyof typeof abis]).toEqual(abi.map(withoutInternalTypes));
  });
});

/** What the page has of an ABI: no `internalType`, and `indexed` only where it is true. */
function withoutInternalTypes(entry: unknown): unknown {
  return JSON.parse(
    JSON.stringify(entry, (key, value: unknown) =>
      key === "internalType" || key === "anonymous" || (key === "indexed" && value === false)
        ? undefined
        : value,
    ),
  );
}
