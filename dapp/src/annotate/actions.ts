import { type Client, toHex } from "viem";
import { annotationCampaignAbi as abi } from "../chain/abi";
import { send } from "../wallet/send";
import { type Admission, NO_ADMISSION } from "./admission";
import { type Annotation, encodeAnnotations } from "./annotation";
import { type Campaign, imagesHad, sealedOn } from "./campaign-reader";
import { revealBatches, toReveal } from "./reveal-batches";
import { commitmentOf, seal, type SealedPlay } from "./sealed-play";
import { dropDraft, keepPlays, keptPlays, type Owner, tellTabs } from "./store";

/** The next block may draw another image than the estimate did, which may be the first to write a
 * slot, and may find more images to return. */
const DRAW_SPARE = 100_000n;

/** A call of the campaign by its player. */
const by = ({ campaign, player }: Owner) => ({ address: campaign, from: player, abi }) as const;

/** Draws an image; an account's first call takes its admission where the campaign wants one. */
export async function draw(owner: Owner, admission?: Admission): Promise<void> {
  const args = [admission ?? NO_ADMISSION] as const;
  await send({ ...by(owner), functionName: "draw", args, spareGas: DRAW_SPARE });
  tellTabs();
}

/** Adds to one's own bet. */
export async function addBet(owner: Owner, value: bigint, admission?: Admission): Promise<void> {
  const args = [admission ?? NO_ADMISSION] as const;
  await send({ ...by(owner), functionName: "addBet", args, value });
  tellTabs();
}

/** Hands the image in hand in, and draws the next one in the same transaction if that is wanted.
 * What opens a sealed play is on the disk before anything is sent. */
export async function handIn(
  { terms }: Campaign,
  owner: Owner,
  image: number,
  annotations: readonly Annotation[],
  drawNext: boolean,
): Promise<void> {
  const bytes = encodeAnnotations(annotations);
  const spareGas = drawNext ? DRAW_SPARE : 1n;
  if (terms.sealedPlays) {
    const play = await sealOnce(owner, image, bytes);
    const args = [BigInt(image), commitmentOf(play), drawNext] as const;
    await send({ ...by(owner), functionName: "playSealed", args, spareGas });
  } else {
    const args = [BigInt(image), toHex(bytes), drawNext] as const;
    await send({ ...by(owner), functionName: "playOpen", args, spareGas });
  }
  await dropDraft(owner, image);
}

/** Gives back the image in hand, which the account never gets again. */
export async function giveBack(owner: Owner, image: number): Promise<void> {
  await send({ ...by(owner), functionName: "giveBack", args: [] });
  await dropDraft(owner, image);
}

/** Pays the account what is due to it, in every role. */
export async function withdraw(owner: Owner): Promise<void> {
  await send({ ...by(owner), functionName: "withdraw", args: [owner.player] });
  tellTabs();
}

/** An account's sealed plays on the chain, and what of them this browser can open. */
export interface Sealed {
  /** Kept here, and waiting on the chain to be revealed. */
  readonly ready: readonly SealedPlay[];
  /** Images with a sealed play that nothing here opens. */
  readonly missing: readonly number[];
}

export async function readSealed(
  client: Client,
  campaign: Campaign,
  owner: Owner,
): Promise<Sealed> {
  const had = await imagesHad(client, campaign, owner.player);
  const commitments = await sealedOn(client, campaign.address, owner.player, had);
  const kept = new Map((await keptPlays(owner)).map((play) => [commitmentOf(play), play]));
  const found = [...commitments].map(([image, commitment]) => ({
    image,
    play: kept.get(commitment),
  }));
  return {
    ready: found.flatMap(({ play }) => play ?? []),
    missing: found.filter(({ play }) => !play).map(({ image }) => image),
  };
}

/** Reveals plays, in as many transactions as they need.
 * @param told - of the plays revealed so far. */
export async function reveal(
  owner: Owner,
  plays: readonly SealedPlay[],
  told: (revealed: number) => void,
): Promise<void> {
  let done = 0;
  for (const batch of revealBatches(plays)) {
    const args = [batch.map(toReveal)] as const;
    await send({ ...by(owner), functionName: "reveal", args });
    tellTabs();
    told((done += batch.length));
  }
}

/** Seals a play, and keeps it. What was sealed alike before, and perhaps sent, is taken again. */
async function sealOnce(owner: Owner, image: number, bytes: Uint8Array): Promise<SealedPlay> {
  const fresh = seal({ ...owner, image }, bytes);
  const kept = await keptPlays(owner);
  const same = kept.find((play) => play.image === image && play.annotations === fresh.annotations);
  if (same) return same;
  await keepPlays([fresh]);
  return fresh;
}
