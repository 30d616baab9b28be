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

export async function loadStatus(): Promise<void> {
  try {
    server.set({ status: await api.status(), problem: null });
  } catch (error) {
    server.update({ problem: explain(error) });
  }
}
