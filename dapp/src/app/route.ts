import { Store, useStore } from "./store";

export type PageName = "verify" | "annotate" | "review";

/** Where the visitor is: `#/annotate/0xabc` is page `annotate` with path `["0xabc"]`. */
export interface Route {
  page: PageName;
  path: readonly string[];
}

const PAGES: readonly string[] = ["verify", "annotate", "review"] satisfies PageName[];

export function parseRoute(hash: string): Route {
  const [page = "", ...path] = hash.replace(/^#\/?/, "").split("/").filter(Boolean).map(decode);
  return PAGES.includes(page) ? { page: page as PageName, path } : { page: "verify", path: [] };
}

/** The address of a page, for a link. */
export function linkTo(page: PageName, ...path: string[]): string {
  return `#/${[page, ...path.map(encodeURIComponent)].join("/")}`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const hash = (): string => (typeof location === "undefined" ? "" : location.hash);

const route = new Store<Route>(parseRoute(hash()));
if (typeof addEventListener !== "undefined") {
  addEventListener("hashchange", () => route.set(parseRoute(hash())));
}

export const useRoute = (): Route => useStore(route);
