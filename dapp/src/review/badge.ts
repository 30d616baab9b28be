import { type Address, type Client, fromHex, toHex } from "viem";
import { readContract } from "viem/actions";
import { collaborativeDatasetAbi as abi } from "../chain/abi";

/** A badge as its contract shows it. */
export interface Badge {
  readonly level: number;
  readonly name: string;
  readonly description: string;
  /** Only for `<img src>`: there an SVG's scripts do not run and it loads nothing. */
  readonly picture: string;
}

const JSON_URI = "data:application/json;base64,";
const SVG_URI = "data:image/svg+xml;base64,";
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** The badges of an account, from level 1. */
export async function readBadges(
  client: Client,
  dataset: Address,
  account: Address,
): Promise<Badge[]> {
  const contract = { address: dataset, abi } as const;
  const count = await readContract(client, {
    ...contract,
    functionName: "balanceOf",
    args: [account],
  });
  const uris = await Promise.all(
    Array.from({ length: Number(count) }, (_, at) =>
      readContract(client, {
        ...contract,
        functionName: "tokenURI",
        args: [badgeId(at + 1, account)],
      }),
    ),
  );
  return uris.flatMap((uri, at) => parseBadge(uri, at + 1) ?? []);
}

/** The token of a level: level << 160 | account. */
export const badgeId = (level: number, account: Address): bigint =>
  (BigInt(level) << 160n) | BigInt(account);

/** What a token's URI shows; null if it is not of the form that the contract makes. */
export function parseBadge(uri: string, level: number): Badge | null {
  try {
    const values = JSON.parse(decode(uri, JSON_URI)) as Record<string, unknown>;
    const { name, description, image } = values;
    if (typeof name !== "string" || typeof description !== "string") return null;
    if (typeof image !== "string" || !image.startsWith(SVG_URI)) return null;
    if (!BASE64.test(image.slice(SVG_URI.length))) return null;
    return { level, name, description, picture: image };
  } catch {
    return null;
  }
}

function decode(uri: string, kind: string): string {
  if (!uri.startsWith(kind)) throw new TypeError(`not ${kind}`);
  const bytes = Uint8Array.from(atob(uri.slice(kind.length)), (char) => char.charCodeAt(0));
  return fromHex(toHex(bytes), "string");
}
