import { type Client, type Hex, hexToBytes } from "viem";
import { getBlock, readContract } from "viem/actions";
import { annotationCampaignAbi as campaignAbi, annotationCampaignFactoryAbi } from "../chain/abi";
import { type Annotation, decodeAnnotations } from "./annotation";
import { type Description, parseDescription } from "./description";
import { type Phase, PHASES } from "./phases";
import type { Pot } from "./reward";

/** A campaign as the chain has it. Money in wei, times in seconds since 1970. */
export interface Campaign {
  readonly address: Hex;
  readonly sponsor: Hex;
  readonly description: Description;
  readonly terms: Terms;
  readonly phase: Phase;
  readonly handedIn: number;
  readonly revealed: number;
  readonly settledImages: number;
  readonly revealedImages: number;
  readonly countedPlayers: number;
  /** Of the next block. */
  readonly time: number;
}

export interface Terms {
  readonly verifier: Hex;
  readonly imagesRoot: Hex;
  readonly imageCount: number;
  readonly annotators: number;
  readonly annotationsPerPlay: number;
  readonly sponsoredBet: bigint;
  readonly distance: number;
  readonly confirmation: number;
  /** Pixels of the payout by distance; 0: by rank. */
  readonly payoutTolerance: number;
  readonly sealedPlays: boolean;
  readonly playUntil: number;
  readonly revealUntil: number;
  readonly validateUntil: number;
}

/** An account in a campaign. */
export interface Player {
  readonly account: Hex;
  readonly role: "none" | "player" | "validator";
  readonly added: bigint;
  readonly handedIn: number;
  readonly countedPlays: number;
  /** Best score in 1/256 pixels squared; null if there is none. */
  readonly score: bigint | null;
  /** In the ranking, from 1; 0 if it has none, or not yet. */
  readonly position: number;
  readonly isPaid: boolean;
  readonly hand: { readonly image: number; readonly heldUntil: number } | null;
  /** What a withdrawal would pay now. */
  readonly owed: bigint;
}

/** The revealed plays of an image, in the order of the clustering rule. */
export interface ImagePlays {
  readonly players: readonly Hex[];
  readonly plays: readonly (readonly Annotation[])[];
  readonly status: ImageStatus;
}

export const IMAGE_STATUSES = ["waiting", "revealed", "settled", "counted", "rejected"] as const;
export type ImageStatus = (typeof IMAGE_STATUSES)[number];

const ROLES = ["none", "player", "validator"] as const;
/** What depends on the time is read as of the next block: on a chain on which nobody sends
 * anything, the latest one is old. */
const PENDING = { blockTag: "pending" } as const;

export async function readCampaign(client: Client, address: Hex): Promise<Campaign> {
  const contract = { address, abi: campaignAbi } as const;
  const [terms, sponsor, description, phase, progress, block] = await Promise.all([
    readContract(client, { ...contract, functionName: "terms" }),
    readContract(client, { ...contract, functionName: "sponsor" }),
    readContract(client, { ...contract, functionName: "description" }),
    readContract(client, { ...contract, functionName: "phase", ...PENDING }),
    readContract(client, { ...contract, functionName: "progress" }),
    getBlock(client, PENDING),
  ]);
  return {
    address,
    sponsor,
    description: parseDescription(description),
    terms,
    phase: PHASES[phase]!,
    handedIn: Number(progress.handedIn),
    revealed: Number(progress.revealedPlays),
    settledImages: Number(progress.settledImages),
    revealedImages: Number(progress.revealedImages),
    countedPlayers: Number(progress.countedPlayers),
    time: Number(block.timestamp),
  };
}

export async function readPlayer(client: Client, address: Hex, account: Hex): Promise<Player> {
  const contract = { address, abi: campaignAbi } as const;
  const [state, owed] = await Promise.all([
    readContract(client, { ...contract, functionName: "playerOf", args: [account] }),
    readContract(client, { ...contract, functionName: "owed", args: [account], ...PENDING }),
  ]);
  return {
    account,
    role: ROLES[state.role]!,
    added: state.added,
    handedIn: Number(state.handedIn),
    countedPlays: Number(state.countedPlays),
    score: state.hasScore ? state.score : null,
    position: Number(state.position),
    isPaid: state.isPaid,
    hand: state.hasImage
      ? { image: Number(state.image), heldUntil: Number(state.heldUntil) }
      : null,
    owed,
  };
}

/** Whether the factory opened the campaign, so that it runs the code it should. */
export function isCampaign(client: Client, factory: Hex, address: Hex): Promise<boolean> {
  return readContract(client, {
    address: factory,
    abi: annotationCampaignFactoryAbi,
    functionName: "isCampaign",
    args: [address],
  });
}

/** What ranked players share, and by how many points; zero as long as nobody has a position. */
export async function readPot(client: Client, address: Hex): Promise<Pot> {
  const ranking = await readContract(client, {
    address,
    abi: campaignAbi,
    functionName: "ranking",
  });
  return { pot: ranking.pot, points: ranking.points };
}

/** The images that an account has had, whatever became of them. */
export async function imagesHad(
  client: Client,
  campaign: Campaign,
  account: Hex,
): Promise<number[]> {
  const count = Math.ceil(campaign.terms.imageCount / 256);
  const pages = await Promise.all(
    Array.from({ length: count }, (_, page) =>
      readContract(client, {
        address: campaign.address,
        abi: campaignAbi,
        functionName: "imagesHad",
        args: [account, BigInt(page)],
      }),
    ),
  );
  return pages.flatMap((bits, page) => bitsOf(bits).map((bit) => 256 * page + bit));
}

/** Positions of a bitmap's ones, ascending. */
export function bitsOf(bitmap: bigint): number[] {
  const found: number[] = [];
  for (let bit = 0; bitmap >> BigInt(bit) !== 0n; ++bit) {
    if ((bitmap >> BigInt(bit)) & 1n) found.push(bit);
  }
  return found;
}

/** The commitments of an account that wait to be revealed, by image. */
export async function sealedOn(
  client: Client,
  address: Hex,
  account: Hex,
  images: readonly number[],
): Promise<Map<number, Hex>> {
  const commitments = await Promise.all(
    images.map((image) =>
      readContract(client, {
        address,
        abi: campaignAbi,
        functionName: "commitmentOf",
        args: [account, BigInt(image)],
      }),
    ),
  );
  const found = images.map((image, at) => [image, commitments[at]!] as const);
  return new Map(found.filter(([, commitment]) => BigInt(commitment) !== 0n));
}

export async function readImagePlays(
  client: Client,
  address: Hex,
  image: number,
): Promise<ImagePlays> {
  const contract = { address, abi: campaignAbi } as const;
  const [[players, annotations], states] = await Promise.all([
    readContract(client, { ...contract, functionName: "playsOf", args: [BigInt(image)] }),
    readContract(client, { ...contract, functionName: "imageStates", args: [BigInt(image), 1n] }),
  ]);
  return {
    players,
    plays: annotations.map((one) => decodeAnnotations(hexToBytes(one))),
    status: IMAGE_STATUSES[states[0]?.status ?? 0]!,
  };
}
