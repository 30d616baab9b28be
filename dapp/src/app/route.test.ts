import { expect, it } from "vitest";
import { linkTo, parseRoute } from "./route";

it.each([
  ["", { page: "verify", path: [] }],
  ["#/verify/0x12", { page: "verify", path: ["0x12"] }],
  ["#/annotate/0xabc/3", { page: "annotate", path: ["0xabc", "3"] }],
  ["#/nowhere/0x12", { page: "verify", path: [] }],
  ["#/review/%E0%A4%A", { page: "review", path: ["%E0%A4%A"] }],
])("reads %j", (hash, route) => expect(parseRoute(hash)).toEqual(route));

it("writes addresses that it reads back", () => {
  const path = ["a/b", "ü", "%"];
  expect(parseRoute(linkTo("review", ...path))).toEqual({ page: "review", path });
});
