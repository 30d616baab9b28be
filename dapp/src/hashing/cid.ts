import { sha256 } from "@noble/hashes/sha2";
import { concatBytes } from "@noble/hashes/utils";
import { base32 } from "./base32";

/** Bytes of a file in a leaf, and children of a node, as Kubo's `ipfs add` cuts files. */
const CHUNK = 262_144;
const LINKS = 174;
const RAW = 0x55;
const DAG_PB = 0x70;

/** A node of a file's tree: its CID's bytes, the file's bytes below it, and those of its blocks. */
interface Node {
  cid: Uint8Array;
  size: number;
  blocks: number;
}

/** Whether a CID of version 1 (`bafk…` or `bafy…`) names a file of these bytes, as
 * `ipfs add --cid-version=1` has it and `veriset pin` writes it; null if it is another kind of
 * CID, which is not checked here.
 * Sources: https://github.com/multiformats/cid, https://specs.ipfs.tech/unixfs/. */
export async function cidNames(
  cid: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<boolean | null> {
  return /^b[a-z2-7]{58}$/.test(cid) ? (await cidOf(bytes)) === cid : null;
}

/** The CID of version 1 of a file. */
export async function cidOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  let level: Node[] = [];
  for (let at = 0; at === 0 || at < bytes.length; at += CHUNK) {
    const chunk = bytes.subarray(at, at + CHUNK);
    level.push({ cid: await cidBytes(RAW, chunk), size: chunk.length, blocks: chunk.length });
  }
  while (level.length > 1) {
    const above: Node[] = [];
    for (let at = 0; at < level.length; at += LINKS)
      above.push(await parent(level.slice(at, at + LINKS)));
    level = above;
  }
  return `b${base32(level[0]!.cid)}`;
}

/** The dag-pb node over these: links with CID, empty name and size, then the UnixFS file. */
async function parent(children: readonly Node[]): Promise<Node> {
  const size = children.reduce((sum, child) => sum + child.size, 0);
  const links = children.map(({ cid, blocks }) =>
    field(0x12, concatBytes(field(0x0a, cid), Uint8Array.of(0x12, 0, 0x18), varint(blocks))),
  );
  const sizes = children.map((child) => concatBytes(Uint8Array.of(0x20), varint(child.size)));
  const file = concatBytes(Uint8Array.of(8, 2, 0x18), varint(size), ...sizes);
  const block = concatBytes(...links, field(0x0a, file));
  const below = children.reduce((sum, child) => sum + child.blocks, 0);
  return { cid: await cidBytes(DAG_PB, block), size, blocks: block.length + below };
}

async function cidBytes(codec: number, block: Uint8Array): Promise<Uint8Array> {
  // The browser's own is faster, but there only on HTTPS and on this machine.
  const digest = globalThis.isSecureContext
    ? new Uint8Array(await crypto.subtle.digest("SHA-256", block as Uint8Array<ArrayBuffer>))
    : sha256(block);
  return concatBytes(Uint8Array.of(1, codec, 0x12, 32), digest);
}

const field = (tag: number, value: Uint8Array): Uint8Array =>
  concatBytes(Uint8Array.of(tag), varint(value.length), value);

/** An unsigned LEB128 number, protobuf's. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (; value >= 0x80; value = Math.floor(value / 0x80)) bytes.push((value % 0x80) | 0x80);
  return Uint8Array.of(...bytes, value);
}
