import { Store } from "./store";

export interface Announcement {
  text: string;
  kind: "status" | "error";
}

export const announcement = new Store<Announcement>({ text: "", kind: "status" });

/** Say what happens in the status line, which screen readers read out. */
export function announce(text: string): void {
  announcement.set({ text, kind: "status" });
}

/** Say what went wrong in the status line. */
export function announceError(text: string): void {
  announcement.set({ text, kind: "error" });
}
