import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
  /** A folder of two drawings that the server may show. */
  images: string;
}

export interface Stack extends Addresses {
  stop: () => Promise<void>;
  /** Ends the node, which keeps its chain on the disk. */
  stopNode: () => Promise<void>;
  /** Starts it again on the same chain. */
  startNode: () => Promise<void>;
}

/** An empty chain, and `veriset serve` over it, which deploys the contracts. */
export async function startStack(): Promise<Stack> {
  mkdirSync(`${ROOT}build/page-tests`, { recursive: true });
  const home = mkdtempSync(`${ROOT}build/page-tests/`);
  const images = `${home}/images`;
  await drawPictures(images, 1);
  for (const other of ["roses", "sunflowers", "tulips"]) {
    rmSync(`${images}/${other}`, { recursive: true });
  }
  const [rpcPort, port] = [await freePort(), await freePort()];
  const rpc = `http://127.0.0.1:${rpcPort}`;
  const url = `http://127.0.0.1:${port}`;
  const startNode = () =>
    start(`${ROOT}node_modules/.bin/anvil`, [
      ...["--host", "127.0.0.1", "--port", String(rpcPort), "--chain-id", String(CHAIN_ID)],
      ...["--silent", "--state", `${home}/chain.json`],
    ]);
  let node = startNode();
  const listens = () => until("the chain", () => answers(rpc, node, { method: "eth_chainId" }));
  let server: Running | null = null;
  const stop = async () => {
    await server?.stop();
    await node.stop();
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await listens();
    const command = start(
      `${ROOT}.venv/bin/veriset`,
      ["serve", "--port", String(port), "--images", images],
      {
        ...environment(home),
        VERISET_LOCAL_PORT: String(rpcPort),
      },
    );
    server = command;
    const status = await until("the server", () => statusOf(url, command), 120);
    const registry = status.contracts.ProvenanceRegistry;
    if (!registry) throw new Error("no registry was deployed");
    return {
      ...{ rpc, url, home, registry, images, stop },
      stopNode: () => node.stop(),
      startNode: async () => {
        node = startNode();
        await listens();
      },
    };
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

/** Draw pictures of flowers into class folders; the same each time. */
export async function drawPictures(folder: string, perClass: number): Promise<void> {
  const code =
    "import sys; from pathlib import Path; from veriset.datasets.drawings import draw_flowers; " +
    "draw_flowers(Path(sys.argv[1]), int(sys.argv[2]))";
  await run(`${ROOT}.venv/bin/python`, ["-c", code, folder, String(perClass)], environment(folder));
}

/** What several test files need, made by the first of them. */
export async function once<T>(stack: Addresses, name: string, make: () => Promise<T>): Promise<T> {
  const path = `${stack.home}/once-${name}.json`;
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    text = JSON.stringify(await make());
    writeFileSync(path, text);
  }
  return JSON.parse(text) as T;
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
