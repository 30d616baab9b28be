import { Problem } from "../app/problem";
import { Store } from "../app/store";
import { explain } from "../chain/explain";
import { api } from "./client";
import type { Status } from "./types";

/** What the server said of itself: its chain, its contracts, how far its index is. */
export interface Server {
  status: Status | null;
  problem: string | null;
}

export const server = new Store<Server>({ status: null, problem: null });

let loading: Promise<void> | null = null;

/** What the server says of itself; it is asked again if it has not answered yet.
 * @throws Problem if it does not answer. */
export async function knownStatus(): Promise<Status> {
  if (server.get().status === null) {
    loading ??= loadStatus().finally(() => (loading = null));
    await loading;
  }
  const { status, problem } = server.get();
  if (status === null) throw new Problem(problem ?? "The server has not answered yet.");
  return status;
}

async function loadStatus(): Promise<void> {
  try {
    server.set({ status: await api.status(), problem: null });
  } catch (error) {
    server.update({ problem: explain(error) });
  }
}
