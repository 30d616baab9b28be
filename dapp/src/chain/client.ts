import { type Chain, type Client, createClient, custom, http } from "viem";
import { server } from "../api/server";
import { Problem } from "../app/problem";
import { useStore } from "../app/store";
import { wallet } from "../wallet/wallet";
import { chainOf } from "./chains";

/** Through whom the chain is read. */
export type Through = "wallet" | "node";

export interface Reader {
  client: Client;
  chain: Chain;
  through: Through;
}

/** The server's chain, or a `Problem` while the server has not said which one that is. */
export function currentChain(): Chain {
  const { status, problem } = server.get();
  if (status === null) throw new Problem(problem ?? "The server has not answered yet.");
  return chainOf(status);
}

/**
 * A client that reads the chain: through the visitor's wallet if it is on this chain, or else
 * through the node that the server names.
 */
export function reader(): Reader {
  const chain = currentChain();
  const { provider, chainId } = wallet.get();
  if (provider && chainId === chain.id) {
    return {
      chain,
      through: "wallet",
      client: createClient({ chain, transport: custom(provider) }),
    };
  }
  const url = chain.rpcUrls.default.http[0];
  if (url === undefined) {
    throw new Problem(`Connect a wallet on ${chain.name}: the page reads the chain through it.`);
  }
  return {
    chain,
    through: "node",
    client: createClient({ chain, transport: http(url, { batch: { batchSize: 40 } }) }),
  };
}

/** For whom the chain is read: another key when another chain or account is meant. */
export function useReaderKey(): string {
  const { account } = useStore(wallet);
  const { status } = useStore(server);
  return [status?.chain.id, status?.contracts.ProvenanceRegistry, account].join();
}

/** By which way the chain is read: the same things, through another wallet or node. */
export function useReaderTurn(): string {
  const { name, chainId } = useStore(wallet);
  return [name, chainId].join();
}
