import { afterEach, expect, it, vi } from "vitest";
import { call, callAll } from "./client";

afterEach(() => vi.unstubAllGlobals());

/** Let the server give these answers, one after the other; returns what was asked. */
function answers(...given: (Response | Error)[]): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (url: string) => {
    asked.push(url);
    const next = given.shift();
    return next instanceof Response ? Promise.resolve(next) : Promise.reject(next ?? new Error());
  });
  return asked;
}

const problem = (status: number, document: object, headers = {}) =>
  new Response(JSON.stringify(document), {
    status,
    headers: { "content-type": "application/problem+json", ...headers },
  });

it("tells a problem document's detail", async () => {
  answers(problem(404, { title: "Not Found", detail: "No dataset has the id 0x12." }));
  await expect(call("/datasets/0x12")).rejects.toMatchObject({
    message: "No dataset has the id 0x12.",
    status: 404,
  });
});

it("tells how long to wait", async () => {
  answers(problem(429, { detail: "slow down" }, { "retry-after": "7" }));
  await expect(call("/status")).rejects.toThrow("try again in 7 seconds");
});

it("tells of a failing server, whatever it answers", async () => {
  answers(new Response("<h1>Bad Gateway</h1>", { status: 502 }));
  await expect(call("/status")).rejects.toThrow("The server failed (502).");
});

it("tells of a server that is gone", async () => {
  answers(new TypeError("Failed to fetch"));
  await expect(call("/status")).rejects.toThrow("The server does not answer.");
});

it("goes through all pages", async () => {
  const asked = answers(
    Response.json({ items: [1, 2], next: "a&b" }),
    Response.json({ items: [3], next: null }),
  );
  expect(await callAll("/things?state=new")).toEqual([1, 2, 3]);
  expect(asked).toEqual([
    "/api/v1/things?state=new&limit=200",
    "/api/v1/things?state=new&limit=200&cursor=a%26b",
  ]);
});
