import { parseSiweMessage } from "viem/siwe";
import { expect, it } from "vitest";
import { loginMessage } from "./siwe";

const LOGIN = {
  address: "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
  chainId: 837471,
  nonce: "0123456789abcdef0123456789abcdef",
  origin: "http://127.0.0.1:8000",
  now: new Date("2026-11-23T22:00:00.000Z"),
} as const;

it("writes the message of EIP-4361 for this site, chain and nonce", () => {
  expect(loginMessage(LOGIN)).toBe(
    [
      "127.0.0.1:8000 wants you to sign in with your Ethereum account:",
      LOGIN.address,
      "",
      "Log in to Veriset. This costs nothing and allows no payment.",
      "",
      "URI: http://127.0.0.1:8000",
      "Version: 1",
      "Chain ID: 837471",
      "Nonce: 0123456789abcdef0123456789abcdef",
      "Issued At: 2026-11-23T22:00:00.000Z",
      "Expiration Time: 2026-11-24T22:00:00.000Z",
    ].join("\n"),
  );
});

it("can be read back", () => {
  const { address, chainId, domain, nonce } = parseSiweMessage(loginMessage(LOGIN));
  expect({ address, chainId, domain, nonce }).toEqual({
    address: LOGIN.address,
    chainId: LOGIN.chainId,
    domain: "127.0.0.1:8000",
    nonce: LOGIN.nonce,
  });
});
