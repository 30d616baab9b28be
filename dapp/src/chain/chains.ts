import { type Chain, defineChain } from "viem";
import type { Status } from "../api/types";

/** Names and coins of the chains that Veriset knows; network-config.yaml has their ids. */
const KNOWN: Partial<Record<number, { name: string; coin: string; explorer?: string }>> = {
  314: { name: "Filecoin", coin: "FIL", explorer: "https://filecoin.blockscout.com" },
  314159: {
    name: "Filecoin Calibration",
    coin: "tFIL",
    explorer: "https://filecoin-testnet.blockscout.com",
  },
  11155111: {
    name: "Ethereum Sepolia",
    coin: "ETH",
    explorer: "https://eth-sepolia.blockscout.com",
  },
  837471: { name: "Veriset local", coin: "ETH" },
};

/** The chain that the server follows, as viem and wallets want it. */
export function chainOf(status: Pick<Status, "chain" | "network" | "rpc">): Chain {
  const { id } = status.chain;
  const known = KNOWN[id];
  const rpc = status.rpc === null ? [] : [new URL(status.rpc, location.href).href];
  return defineChain({
    id,
    name: known?.name ?? `chain ${id}`,
    nativeCurrency: {
      name: known?.coin ?? "ETH",
      symbol: known?.coin ?? "ETH",
      decimals: 18,
    },
    rpcUrls: { default: { http: rpc } },
    ...(known?.explorer && {
      blockExplorers: { default: { name: "Blockscout", url: known.explorer } },
    }),
  });
}
