import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { hashSamples } from "./hash";
import { canonicalForm } from "./canonical";
import { formatOf } from "./formats";
import { decode, hashImage } from "./hash";

interface Vectors {
  accepted: { name: string; file: string; prefix: string; samples: string; sha256: string }[];
  refused: { name: string; file: string }[];
}

const vectors = JSON.parse(
  readFileSync(new URL("../../../tests/vectors/pixels.json", import.meta.url), "utf8"),
) as Vectors;

const bytesOf = (file: string) => new Uint8Array(Buffer.from(file, "base64"));
/** Those that need a browser's decoder are in tests/browser/hashing.test.ts. */
const decodedHere = (file: string) =>
  ["PNG", "GIF", "BMP", "PNM"].includes(formatOf(bytesOf(file)) ?? "");

describe("the pixel hash of Python's vectors", () => {
  for (const { name, file, prefix, samples, sha256 } of vectors.accepted) {
    it.runIf(decodedHere(file))(name, async () => {
      const bytes = bytesOf(file);
      const form = canonicalForm(await decode(formatOf(bytes)!, bytes));
      expect(Buffer.from(form[0]).toString()).toBe(prefix);
      expect(Buffer.from(form[1]).toString("hex")).toBe(samples);
      expect((await hashImage(new Blob([bytes])))?.pixels).toBe(`0x${sha256}`);
    });
  }
});

describe("pictures that have no pixel hash", () => {
  for (const { name, file } of vectors.refused) {
    it.runIf(decodedHere(file))(name, async () => {
      const hashes = await hashImage(new Blob([bytesOf(file)]));
      expect(hashes?.pixels).toBeNull();
      expect(hashes?.refusal).not.toBe("it is damaged or cut off");
      expect(hashes?.bytes).toMatch(/^0x[0-9a-f]{64}$/);
    });
  }
});

describe("files that are damaged or no image", () => {
  const bytes = bytesOf(vectors.accepted.find(({ name }) => name === "RGB, PNG")!.file);

  it("hashes a PNG that is cut off as bytes alone", async () => {
    for (let length = 16; length < bytes.length; length++) {
      const hashes = await hashImage(new Blob([bytes.slice(0, length)]));
      expect(hashes?.pixels).toBeNull();
    }
  });

  it("finds a changed byte in a PNG's chunks", async () => {
    for (let at = 8; at < bytes.length; at++) {
      const changed = bytes.slice();
      changed[at]! ^= 1;
      expect((await hashImage(new Blob([changed])))?.pixels).toBeNull();
    }
  });

  it.each([
    "",
    "hello",
    "<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
    "P7\n",
  ])("takes %j for no image", async (text) => expect(await hashImage(new Blob([text]))).toBeNull());
});

it("hashes the file's bytes and tells its progress", async () => {
  const shares: number[] = [];
  const file = new Blob(["GIF89a", new Uint8Array(9 * 1024 * 1024)]);
  const hashes = await hashImage(file, (share) => shares.push(share));
  const expected = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  expect(hashes?.bytes).toBe(`0x${Buffer.from(expected).toString("hex")}`);
  expect(shares).toHaveLength(3);
  expect(shares.at(-1)).toBe(1);
});

it("hashes what docs/canonical-pixels.md prints", () => {
  const rgba = Uint8Array.from([7, 7, 7, 255]);
  expect(hashSamples({ width: 1, height: 1, rgba })).toBe(
    "0xac583d31417dac8aec04d66048d1676c99fa49587b9d3a44536bb9feb8ad844a",
  );
});
