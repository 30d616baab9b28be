import { mkdtempSync, rmSync } from "node:fs";
import { mkdirSync } from "node:fs";
import type { Address } from "viem";
import type { Status } from "../../../src/api/types";
import { freePort, ROOT, run, type Running, start, until } from "./processes";

export const CHAIN_ID = 837471;

/** Where a test reaches the chain and the server. */
export interface Addresses {
  /** The node's JSON-RPC, with anvil's unlocked accounts. */
  rpc: string;
  /** The page. */
  url: string;
  /** VERISET_HOME of the server, for commands that work beside it. */
  home: string;
  registry: Address;
}

export interface Stack extends Addresses {
  node: Running;
  stop: () => Promise<void>;
}

/**
 * An empty chain, and `veriset serve` over it, which deploys the contracts.
 *
 * @param images is a folder of images that the server may show.
 */
export async function startStack(images?: string): Promise<Stack> {
  mkdirSync(`${ROOT}build/page-tests`, { recursive: true });
  const home = mkdtempSync(`${ROOT}build/page-tests/`);
  const [rpcPort, port] = [await freePort(), await freePort()];
  const rpc = `http://127.0.0.1:${rpcPort}`;
  const url = `http://127.0.0.1:${port}`;
  const node = start(`${ROOT}node_modules/.bin/anvil`, [
    ...["--host", "127.0.0.1", "--port", String(rpcPort), "--chain-id", String(CHAIN_ID)],
    "--silent",
  ]);
  let server: Running | null = null;
  const stop = async () => {
    await server?.stop();
    await node.stop();
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await until("the chain", () => answers(rpc, node, { method: "eth_chainId" }));
    const command = start(
      `${ROOT}.venv/bin/veriset`,
      ["serve", "--port", String(port), ...(images ? ["--images", images] : [])],
      {
        ...environment(home),
        VERISET_LOCAL_PORT: String(rpcPort),
      },
    );
    server = command;
    const status = await until("the server", () => statusOf(url, command), 120);
    const registry = status.contracts.ProvenanceRegistry;
    if (!registry) throw new Error("no registry was deployed");
    return { rpc, url, home, registry, node, stop };
  } catch (error) {
    const said = server?.output() ?? node.output();
    await stop();
    throw new Error(`${String(error)}\n${said}`, { cause: error });
  }
}

/** The environment of `veriset` commands that share the server's work folder. */
export function environment(home: string): NodeJS.ProcessEnv {
  return {
    VERISET_HOME: home,
    HOME: `${ROOT}build/home`, // Brownie's files
    PYTHONPATH: ROOT,
    VERISET_PINNING: "local",
    PYTHONUNBUFFERED: "1",
  };
}

/** Run a `veriset` command beside the server and return what it printed. */
export function veriset(home: string, ...args: string[]): Promise<string> {
  return run(`${ROOT}.venv/bin/veriset`, args, environment(home));
}

async function answers(
  rpc: string,
  node: Running,
  call: { method: string },
): Promise<true | undefined> {
  if (node.process.exitCode !== null) throw new Error("the node ended");
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, params: [], ...call });
  const headers = { "content-type": "application/json" };
  const response = await fetch(rpc, { method: "POST", body, headers }).catch(() => null);
  return response?.ok ? true : undefined;
}

async function statusOf(url: string, server: Running): Promise<Status | undefined> {
  if (server.process.exitCode !== null) throw new Error("the server ended");
  const response = await fetch(`${url}/api/v1/status`).catch(() => null);
  return response?.ok ? ((await response.json()) as Status) : undefined;
}
