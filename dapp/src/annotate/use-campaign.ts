import { useCallback, useEffect, useState } from "preact/hooks";
import type { Hex } from "viem";
import { server } from "../api/server";
import { announce, announceError } from "../app/announce";
import { Problem } from "../app/problem";
import { reader, useReaderKey } from "../chain/client";
import { type Task, useTask } from "../ui/use-task";
import { wallet } from "../wallet/wallet";
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
  /** Null without a wallet. */
  readonly player: Player | null;
  readonly owner: Owner | null;
  /** Symbol of the chain's money. */
  readonly coin: string;
}

/** Milliseconds between looks at the chain: others play too, and time goes on. */
const LOOK_EVERY = 8_000;

/** Reads a campaign now and then, and when another tab has done something. */
export function useCampaign(address: Hex): Task<Seen> & { again: () => void } {
  const key = `${address} ${useReaderKey()}`;
  const task = useTask(key, () => look(address));
  const { again } = task;
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) again();
    }, LOOK_EVERY);
    const forget = onOtherTab(again);
    document.addEventListener("visibilitychange", again);
    return () => {
      clearInterval(timer);
      forget();
      document.removeEventListener("visibilitychange", again);
    };
  }, [again]);
  return task;
}

async function look(address: Hex): Promise<Seen> {
  const { client, chain } = reader();
  const factory = server.get().status?.contracts.AnnotationCampaignFactory;
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

export function useDoing(again: () => void): Doing {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const run = useCallback(
    async (work: () => Promise<void>, done: string) => {
      setBusy(true);
      setProblem(null);
      try {
        await work();
        announce(done);
      } catch (error) {
        const words = explainCampaign(error);
        setProblem(words);
        announceError(words);
      } finally {
        setBusy(false);
        again();
      }
    },
    [again],
  );
  return { busy, problem, run };
}
