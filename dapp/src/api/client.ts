import type { Hex } from "viem";
import { Problem } from "../app/problem";
import type { ImageAnswer, Lineage, Nonce, Paged, Session, Status } from "./types";

const BASE = "/api/v1";

/** An RFC 9457 answer of the server. */
export class ApiProblem extends Problem {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

interface Asked {
  method?: "GET" | "POST" | "DELETE";
  body?: unknown;
  signal?: AbortSignal;
}

/** Ask the server; `path` is below /api/v1. */
export async function call<T>(path: string, asked: Asked = {}): Promise<T> {
  const response = await answer(path, asked);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

/** A file of the server, such as an image's content. */
export async function callBytes(path: string, asked: Asked = {}): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await answer(path, asked)).arrayBuffer());
}

/** All items of a listing, page after page. */
export async function callAll<T>(path: string, signal?: AbortSignal): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const separator = path.includes("?") ? "&" : "?";
    const page: Paged<T> = await call(`${path}${separator}limit=200${query}`, {
      ...(signal && { signal }),
    });
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return items;
}

async function answer(path: string, { method = "GET", body, signal }: Asked): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(BASE + path, {
      method,
      headers: {
        accept: "application/json",
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
      credentials: "same-origin",
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiProblem("The server does not answer. Is it running? Try again in a moment.", 0);
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const { status } = response;
  let said = "";
  try {
    const document = (await response.json()) as { detail?: unknown; title?: unknown };
    said = [document.detail, document.title].find((part) => typeof part === "string") ?? "";
  } catch {
    // Not a problem document: a proxy's page, say.
  }
  if (status === 429) {
    const wait = response.headers.get("retry-after");
    return new ApiProblem(
      `Too many questions to the server; try again ${wait ? `in ${wait} seconds` : "in a moment"}.`,
      status,
    );
  }
  if (status >= 500) {
    return new ApiProblem(`The server failed (${status})${said ? `: ${said}` : ""}.`, status);
  }
  return new ApiProblem(said || `The server refused the question (${status}).`, status);
}

export const api = {
  status: (signal?: AbortSignal) => call<Status>("/status", { ...(signal && { signal }) }),
  image: (digest: Hex, signal?: AbortSignal) =>
    call<ImageAnswer>(`/images/${digest}`, { ...(signal && { signal }) }),
  datasetLineage: (id: Hex, signal?: AbortSignal) =>
    call<Lineage>(`/datasets/${id}/lineage`, { ...(signal && { signal }) }),
  nonce: () => call<Nonce>("/session/nonce"),
  logIn: (message: string, signature: Hex) =>
    call<Session>("/session", { method: "POST", body: { message, signature } }),
  session: () => call<Session>("/session"),
  logOut: () => call<undefined>("/session", { method: "DELETE" }),
};
