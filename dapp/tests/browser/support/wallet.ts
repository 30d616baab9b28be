import type { BrowserContext } from "playwright-core";
import { type Address, type Hex, numberToHex } from "viem";
import { CHAIN_ID } from "./stack";

/**
 * A wallet injected into the page, by EIP-6963 and EIP-1193, which holds no key: anvil signs with
 * its unlocked accounts. Its fields can be changed between a test's steps.
 */
export interface TestWallet {
  account: Address;
  chainId: number;
  /** Chains that it knows; others must be added first. */
  chains: Set<number>;
  /** Whether its user says no. */
  rejects: boolean;
  /** Whether its node is out of reach. */
  gone: boolean;
  /** Methods asked for, in their order. */
  asked: string[];
  /** Tell the page that the account or the chain changed. */
  emit: (event: "accountsChanged" | "chainChanged", value: unknown) => Promise<void>;
}

interface Call {
  method: string;
  params?: unknown[];
}

type Answer = { result: unknown } | { error: { code: number; message: string; data?: unknown } };

export async function injectWallet(
  context: BrowserContext,
  rpc: string,
  account: Address,
): Promise<TestWallet> {
  let connected = false;
  const wallet: TestWallet = {
    account,
    chainId: CHAIN_ID,
    chains: new Set([CHAIN_ID]),
    rejects: false,
    gone: false,
    asked: [],
    emit: async (event, value) => {
      for (const page of context.pages()) {
        await page.evaluate(
          ([name, detail]) =>
            dispatchEvent(new CustomEvent("test-wallet", { detail: { name, detail } })),
          [event, value] as const,
        );
      }
    },
  };

  const answer = async ({ method, params = [] }: Call): Promise<Answer> => {
    wallet.asked.push(method);
    const asksUser =
      /^(eth_requestAccounts|eth_sendTransaction|personal_sign|eth_signTyped|wallet_)/;
    if (wallet.rejects && asksUser.test(method)) {
      return { error: { code: 4001, message: "User rejected the request." } };
    }
    switch (method) {
      case "eth_requestAccounts":
        connected = true;
        return { result: [wallet.account] };
      case "eth_accounts":
        return { result: connected ? [wallet.account] : [] };
      case "eth_chainId":
        return { result: numberToHex(wallet.chainId) };
      case "wallet_addEthereumChain":
      case "wallet_switchEthereumChain": {
        const id = Number((params[0] as { chainId: Hex }).chainId);
        if (method === "wallet_addEthereumChain") wallet.chains.add(id);
        if (!wallet.chains.has(id)) {
          return { error: { code: 4902, message: "Unrecognized chain ID." } };
        }
        wallet.chainId = id;
        await wallet.emit("chainChanged", numberToHex(id));
        return { result: null };
      }
    }
    if (wallet.gone) return { error: { code: -32603, message: "Failed to fetch" } };
    const response = await fetch(rpc, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    });
    return (await response.json()) as Answer;
  };

  await context.exposeBinding("testWalletAsk", (_, call: Call) => answer(call));
  await context.addInitScript(provide);
  return wallet;
}

/** Runs in the page before its own scripts. */
function provide(): void {
  type Listener = (value: unknown) => void;
  const ask = (window as unknown as { testWalletAsk: (call: Call) => Promise<Answer> })
    .testWalletAsk;
  const listeners = new Map<string, Set<Listener>>();
  const provider = {
    request: async (call: Call) => {
      const answer = await ask(call);
      if ("error" in answer) throw Object.assign(new Error(answer.error.message), answer.error);
      return answer.result;
    },
    on: (name: string, listener: Listener) => {
      listeners.set(name, (listeners.get(name) ?? new Set()).add(listener));
    },
    removeListener: (name: string, listener: Listener) => listeners.get(name)?.delete(listener),
  };
  addEventListener("test-wallet", (event) => {
    const { name, detail } = (event as CustomEvent<{ name: string; detail: unknown }>).detail;
    for (const listener of listeners.get(name) ?? []) listener(detail);
  });
  const info = {
    uuid: "350670db-19fa-4704-a166-e52e178b59d2",
    name: "Test wallet",
    rdns: "org.veriset.test",
    icon: "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>",
  };
  const announce = () =>
    dispatchEvent(
      new CustomEvent("eip6963:announceProvider", { detail: Object.freeze({ info, provider }) }),
    );
  addEventListener("eip6963:requestProvider", announce);
  announce();
}
