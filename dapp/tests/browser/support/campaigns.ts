import { readFileSync } from "node:fs";
import { type Address, type Hex, parseEther, parseEventLogs, stringToHex, zeroAddress } from "viem";
import { annotationCampaignAbi, annotationCampaignFactoryAbi } from "../../../src/chain/abi";
import { type ChainClient, mined } from "./chain";
import { until } from "./processes";
import { type Addresses, once, veriset } from "./stack";

export const CLASSES = ["flower", "leaf"];
export const DAY = 86_400;

/** Where the manifest of the stack's images is. */
export const manifestPath = (stack: Addresses): string => `${stack.home}/campaign.json`;

/** Build and pin the manifest of the stack's images. */
function pinImages(stack: Addresses): Promise<{ cid: string; root: Hex; count: number }> {
  return once(stack, "images", async () => {
    const out = manifestPath(stack);
    const { home, images } = stack;
    await veriset(home, ...["manifest", "build", images, "--out", out, "--name", "Flowers"]);
    const { cid } = JSON.parse(await veriset(home, "pin", "add", out, "--json")) as { cid: string };
    return { ...(JSON.parse(readFileSync(out, "utf8")) as { root: Hex; count: number }), cid };
  });
}

/** Open a campaign of sealed plays on the stack's images, and wait until the server knows them. */
export async function openCampaign(
  stack: Addresses,
  client: ChainClient,
  sponsor: Address,
  changed: { verifier?: Address; sealedPlays?: boolean } = {},
): Promise<Address> {
  const { cid, root, count } = await pinImages(stack);
  const status = (await (await fetch(`${stack.url}/api/v1/status`)).json()) as {
    contracts: { AnnotationCampaignFactory: Address };
  };
  const now = Number((await client.getBlock()).timestamp);
  const description = {
    ...{ name: "Flowers", objective: "Mark every flower with a box.", classes: CLASSES },
    ...{ keywords: ["flowers"], manifest: cid },
  };
  const bet = parseEther("0.01");
  const terms = {
    ...{ treasury: sponsor, verifier: zeroAddress, imagesRoot: root, imageCount: count },
    ...{ annotators: 4, annotationsPerPlay: 5, validators: 0, sponsoredBet: bet, validatorFee: 0n },
    ...{
      distance: 40,
      confirmation: 50,
      payoutTolerance: 0,
      sealedPlays: true,
      assignmentPeriod: 3_600,
    },
    ...{ playUntil: now + DAY, revealUntil: now + 2 * DAY, validateUntil: 0 },
    ...changed,
    ...(changed.sealedPlays === false && { revealUntil: 0 }),
  };
  const hash = await client.writeContract({
    address: status.contracts.AnnotationCampaignFactory,
    abi: annotationCampaignFactoryAbi,
    functionName: "open",
    account: sponsor,
    args: [terms, stringToHex(JSON.stringify(description))],
    value: BigInt(count) * 4n * bet,
  });
  await mined(client, hash);
  const { logs } = await client.getTransactionReceipt({ hash });
  const [opened] = parseEventLogs({
    abi: annotationCampaignFactoryAbi,
    logs,
    eventName: "CampaignOpened",
  });
  const { campaign } = opened!.args;
  await until("the server has the campaign's images", async () => {
    const answer = await fetch(`${stack.url}/api/v1/campaigns/${campaign}/images/0`);
    return answer.ok ? true : undefined;
  });
  return campaign;
}

/** What an account is and has in a campaign. */
export function playerOf(client: ChainClient, address: Address, account: Address) {
  return client.readContract({
    address,
    abi: annotationCampaignAbi,
    functionName: "playerOf",
    args: [account],
  });
}

/** Settle all images, rank and place all players, from an account that has no part in it. */
export async function settle(client: ChainClient, address: Address, account: Address) {
  const contract = { address, abi: annotationCampaignAbi, account } as const;
  const { revealedImages } = await client.readContract({ ...contract, functionName: "progress" });
  const { imageCount } = await client.readContract({ ...contract, functionName: "terms" });
  const states = await client.readContract({
    ...contract,
    functionName: "imageStates",
    args: [0n, BigInt(imageCount)],
  });
  const images = states.flatMap(({ status }, at) => (status === 1 ? [BigInt(at)] : []));
  if (BigInt(images.length) !== revealedImages) throw new Error("images were settled before");
  const hints = images.map((): Hex => "0x");
  const settling = { ...contract, functionName: "settle", args: [images, hints] } as const;
  await mined(client, await client.writeContract(settling));
  const players = await client.readContract({
    ...contract,
    functionName: "playerStates",
    args: [0n, 256n],
  });
  const ranked = players
    .filter(({ hasScore }) => hasScore)
    .sort((a, b) => Number(a.score - b.score) || Number(a.number - b.number))
    .map(({ number }) => Number(number));
  const ranking = { ...contract, functionName: "rank", args: [0, ranked] } as const;
  await mined(client, await client.writeContract(ranking));
  const placing = { ...contract, functionName: "place", args: [256n] } as const;
  await mined(client, await client.writeContract(placing));
}
