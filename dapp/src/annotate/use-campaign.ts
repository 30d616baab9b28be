import { useCallback, useEffect, useState } from "preact/hooks";
import type { Hex } from "viem";
import { knownStatus } from "../api/server";
import { announce, announceError } from "../app/announce";
import { Problem } from "../app/problem";
import { reader, useReaderTurn } from "../chain/client";
import { useLooks } from "../ui/use-looks";
import { type Running, useTask } from "../ui/use-task";
import { useWallet, wallet } from "../wallet/wallet";
import {
  type Campaign,
  isCampaign,
  type Player,
  readCampaign,
  readPlayer,
} from "./campaign-reader";
import { explainCampaign } from "./sentences";
import { onOtherTab, type Owner } from "./store";

/** A campaign and the visitor in it, as the chain has them now. */
export interface Seen {
  readonly campaign: Campaign;
  /** Null without a wallet, and until it is read what its account has. */
  readonly player: Player | null;
  readonly owner: Owner | null;
  /** Symbol of the chain's money. */
  readonly coin: string;
}

/** Milliseconds between looks at the chain: others play too, and time goes on. */
const LOOK_EVERY = 8_000;

/** Reads a campaign now and then, and when another tab has done something. */
export function useCampaign(address: Hex): Running<Seen> {
  const { account } = useWallet();
  // The campaign is the same for all accounts: what is open or half filled in stays.
  const task = useTask(address, () => look(address), `${account} ${useReaderTurn()}`);
  const { value, again } = task;
  useLooks(again, LOOK_EVERY);
  useEffect(() => onOtherTab(() => void again()), [again]);
  if (!value?.player || value.player.account === account) return task;
  return { ...task, value: { ...value, player: null, owner: null } };
}

async function look(address: Hex): Promise<Seen> {
  const { AnnotationCampaignFactory: factory } = (await knownStatus()).contracts;
  const { client, chain } = reader();
  if (factory && !(await isCampaign(client, factory, address))) {
    throw new Problem(`${address} is no campaign of this network, so its code may be anything.`);
  }
  const { account } = wallet.get();
  const [campaign, player] = await Promise.all([
    readCampaign(client, address),
    account ? readPlayer(client, address, account) : null,
  ]);
  const owner = account && { chainId: chain.id, campaign: address, player: account };
  return { campaign, player, owner, coin: chain.nativeCurrency.symbol };
}

/** Something that the visitor does, one at a time. */
export interface Doing {
  readonly busy: boolean;
  /** Why the last one did not work. */
  readonly problem: string | null;
  /** Does it, says how it went, and looks at the chain again. */
  readonly run: (work: () => Promise<void>, done: string) => Promise<void>;
}

export function useDoing(again: () => Promise<void>): Doing {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const run = useCallback(
    async (work: () => Promise<void>, done: string) => {
      setBusy(true);
      setProblem(null);
      try {
        await work();
        announce(done);
        await again(); // what can be done next is known only then
      } catch (error) {
        const words = explainCampaign(error);
        setProblem(words);
        announceError(words);
        void again();
      } finally {
        setBusy(false);
      }
    },
    [again],
  );
  return { busy, problem, run };
}
