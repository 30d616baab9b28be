import { readFileSync } from "node:fs";
import { hexToBytes } from "viem";
import { expect, it } from "vitest";
import { cidNames, cidOf } from "./cid";

interface Vector {
  note: string;
  pattern: string;
  size: number;
  v0: string;
  v1: string;
}

const { files } = JSON.parse(
  readFileSync(new URL("../../../tests/vectors/cid.json", import.meta.url), "utf8"),
) as { files: Vector[] };

function contentOf({ pattern, size }: Vector): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  const unit = hexToBytes(`0x${pattern}`);
  for (let at = 0; at < size; at += unit.length) bytes.set(unit.subarray(0, size - at), at);
  return bytes;
}

it.each(files.filter(({ size }) => size <= 16 * 2 ** 20))(
  "a CID is Kubo's for: $note",
  async (vector) => {
    expect(await cidOf(contentOf(vector))).toBe(vector.v1);
  },
  60_000,
);

it("tells bytes by their CID, and leaves what it cannot check open", async () => {
  const [vector] = files.filter(({ size }) => size > 1);
  const bytes = contentOf(vector!);
  expect(await cidNames(vector!.v1, bytes)).toBe(true);
  expect(await cidNames(vector!.v1, bytes.slice(1))).toBe(false);
  expect(await cidNames(vector!.v0, bytes)).toBeNull();
  expect(await cidNames("", bytes)).toBeNull();
});
