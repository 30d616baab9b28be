import type { Address } from "viem";
import { signMessage } from "viem/actions";
import { api } from "../api/client";
import { Store } from "../app/store";
import { signer } from "./send";
import { loginMessage } from "./siwe";

/** The account that is logged in at the server; nothing but a higher rate of questions needs it. */
export const session = new Store<Address | null>(null);

/** Ask the server who is logged in, after a reload. */
export async function resumeSession(): Promise<void> {
  try {
    session.set((await api.session()).address);
  } catch {
    session.set(null); // as if nobody were
  }
}

/** Log in with the wallet's account, by a signature. */
export async function logIn(): Promise<void> {
  const client = signer();
  const { nonce } = await api.nonce();
  const message = loginMessage({
    address: client.account.address,
    chainId: client.chain.id,
    nonce,
    origin: location.origin,
    now: new Date(),
  });
  const signature = await signMessage(client, { message });
  session.set((await api.logIn(message, signature)).address);
}

export async function logOut(): Promise<void> {
  await api.logOut();
  session.set(null);
}
