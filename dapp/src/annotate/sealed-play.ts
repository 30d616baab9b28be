import {
  encodeAbiParameters,
  getAddress,
  type Hex,
  isAddress,
  isHex,
  keccak256,
  toHex,
} from "viem";
import { ANNOTATION_SIZE } from "./annotation";

/** A sealed play with what opens it; the same as Python's `veriset.chain.campaign_secrets`. */
export interface SealedPlay {
  readonly chainId: number;
  readonly campaign: Hex;
  readonly player: Hex;
  readonly image: number;
  /** 32 bytes that nobody can guess, another for each play. */
  readonly salt: Hex;
  /** As the chain takes them. */
  readonly annotations: Hex;
}

/** A line of a back-up that is no play. */
export class BackupError extends Error {}

/** Most bytes of a back-up that is read: 65,536 plays are less. */
export const BACKUP_BYTES = 64 * 2 ** 20;

const PARAMETERS = [
  { type: "uint256" },
  { type: "address" },
  { type: "address" },
  { type: "uint256" },
  { type: "bytes32" },
  { type: "bytes32" },
] as const;

/** A play with a new salt from the browser's generator. */
export function seal(
  play: Omit<SealedPlay, "salt" | "annotations">,
  annotations: Uint8Array,
): SealedPlay {
  const salt = toHex(crypto.getRandomValues(new Uint8Array(32)));
  return { ...play, salt, annotations: toHex(annotations) };
}

/** What the chain is given: `ICampaignPlays.commitmentFor`. */
export function commitmentOf(play: SealedPlay): Hex {
  const { chainId, campaign, player, image, salt, annotations } = play;
  return keccak256(
    encodeAbiParameters(PARAMETERS, [
      BigInt(chainId),
      campaign,
      player,
      BigInt(image),
      salt,
      keccak256(annotations),
    ]),
  );
}

/** The play as one line of JSON, byte for byte as Python writes it. */
export function toLine(play: SealedPlay): string {
  return (
    `{"chainId": ${play.chainId}, "campaign": "${play.campaign}", "player": "${play.player}", ` +
    `"image": ${play.image}, "salt": "${play.salt}", "annotations": "${play.annotations}"}`
  );
}

/** A back-up of plays, which `veriset campaign reveal --secrets` takes too. */
export function toBackup(plays: readonly SealedPlay[]): string {
  return plays.map((play) => toLine(play) + "\n").join("");
}

/** The plays of a back-up, of this page or of Python.
 * @throws BackupError naming the line that is something else. */
export function parseBackup(text: string): SealedPlay[] {
  const found: SealedPlay[] = [];
  text.split("\n").forEach((line, at) => {
    if (!line.trim()) return;
    try {
      found.push(parseLine(line));
    } catch (error) {
      const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
      throw new BackupError(`line ${at + 1} is no sealed play: ${reason}`);
    }
  });
  if (found.length === 0) throw new BackupError("there is no sealed play in it");
  return found;
}

function parseLine(line: string): SealedPlay {
  const read: unknown = JSON.parse(line);
  if (typeof read !== "object" || read === null) throw new Error("it is no object");
  const values = read as Record<string, unknown>;
  return {
    chainId: whole(values, "chainId", Number.MAX_SAFE_INTEGER),
    campaign: address(values, "campaign"),
    player: address(values, "player"),
    image: whole(values, "image", 65_535),
    salt: bytes(values, "salt", (length) => length === 32),
    annotations: bytes(values, "annotations", (length) => length % ANNOTATION_SIZE === 0),
  };
}

function text(values: Record<string, unknown>, name: string): string {
  const value = values[name];
  if (typeof value !== "string") throw new Error(`it has no text "${name}"`);
  return value;
}

function address(values: Record<string, unknown>, name: string): Hex {
  const value = text(values, name);
  if (!isAddress(value)) throw new Error(`"${name}" is no address`);
  return getAddress(value);
}

function whole(values: Record<string, unknown>, name: string, most: number): number {
  const value = values[name];
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > most) {
    throw new Error(`"${name}" is no whole number from 0 to ${most}`);
  }
  return value;
}

function bytes(
  values: Record<string, unknown>,
  name: string,
  fits: (length: number) => boolean,
): Hex {
  const given = text(values, name);
  const value = given.startsWith("0x") ? given : `0x${given}`;
  const length = value.length / 2 - 1;
  if (!isHex(value) || !Number.isInteger(length) || !fits(length)) {
    throw new Error(`"${name}" has other bytes than a play's`);
  }
  return value.toLowerCase() as Hex;
}
