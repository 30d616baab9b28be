import type { Address } from "viem";
import { createSiweMessage } from "viem/siwe";

/** How long a login lasts, in seconds; its nonce is good for a much shorter time. */
const GOOD_FOR = 24 * 3600;

/** The message of EIP-4361 by which an account logs in at a server. */
export function loginMessage(login: {
  address: Address;
  chainId: number;
  nonce: string;
  origin: string;
  now: Date;
}): string {
  const { address, chainId, nonce, origin, now } = login;
  return createSiweMessage({
    domain: new URL(origin).host,
    address,
    statement: "Log in to Veriset. This costs nothing and allows no payment.",
    uri: origin,
    version: "1",
    chainId,
    nonce,
    issuedAt: now,
    expirationTime: new Date(now.getTime() + GOOD_FOR * 1000),
  });
}
