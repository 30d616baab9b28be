import { type Address, type Chain, type EIP1193Provider, getAddress, numberToHex } from "viem";
import { Problem } from "../app/problem";
import { Store, useStore } from "../app/store";
import { type AnnouncedWallet, announced, discoverWallets } from "./eip6963";

/** The wallet that the visitor connected. */
export interface Wallet {
  name: string | null;
  provider: EIP1193Provider | null;
  account: Address | null;
  chainId: number | null;
}

const NONE: Wallet = { name: null, provider: null, account: null, chainId: null };
const REMEMBERED = "veriset.wallet";

export const wallet = new Store<Wallet>(NONE);
export const useWallet = (): Wallet => useStore(wallet);

let forget: () => void = () => undefined;

/** Find wallets, and take up the connection of the last visit, without a question. */
export function startWallets(): void {
  const remembered = localStorage.getItem(REMEMBERED);
  const reconnect = (): void => {
    const last = announced.get().find(({ info }) => info.rdns === remembered);
    if (!last || wallet.get().provider) return;
    void last.provider
      .request({ method: "eth_accounts" })
      .then((accounts) => {
        // By now the visitor may have connected another.
        if (accounts.length > 0 && !wallet.get().provider) return adopt(last, accounts);
      })
      .catch(() => undefined); // as if there were no connection
  };
  announced.watch(reconnect);
  discoverWallets();
  reconnect();
}

/** Connect, after the wallet has asked its user. */
export async function connect(chosen: AnnouncedWallet): Promise<void> {
  const accounts = await chosen.provider.request({ method: "eth_requestAccounts" });
  if (accounts.length === 0) throw new Problem("The wallet gave this page no account.");
  await adopt(chosen, accounts);
  localStorage.setItem(REMEMBERED, chosen.info.rdns);
}

/** Forget the wallet here; what it allows this page, its user takes back in the wallet. */
export function disconnect(): void {
  forget();
  localStorage.removeItem(REMEMBERED);
  wallet.set(NONE);
}

/** Have the wallet go to a chain, and learn it first if it must. */
export async function switchChain(chain: Chain): Promise<void> {
  const { provider } = wallet.get();
  if (!provider) throw new Problem("Connect a wallet first.");
  const chainId = numberToHex(chain.id);
  try {
    await provider.request({ method: "wallet_switchEthereumChain", params: [{ chainId }] });
  } catch (error) {
    // 4902 is EIP-3085's "unknown chain"; some wallets wrap it in an error of their own.
    if (!JSON.stringify(error, ["code", "message", "data", "originalError"]).includes("4902")) {
      throw error;
    }
    await provider.request({
      method: "wallet_addEthereumChain",
      params: [
        {
          chainId,
          chainName: chain.name,
          nativeCurrency: chain.nativeCurrency,
          rpcUrls: [...chain.rpcUrls.default.http],
          ...(chain.blockExplorers && { blockExplorerUrls: [chain.blockExplorers.default.url] }),
        },
      ],
    });
  }
  wallet.update({ chainId: Number(await provider.request({ method: "eth_chainId" })) });
}

async function adopt(chosen: AnnouncedWallet, accounts: readonly Address[]): Promise<void> {
  const { provider, info } = chosen;
  const chainId = Number(await provider.request({ method: "eth_chainId" }));
  forget();
  const onAccounts = (now: readonly Address[]): void => {
    if (now[0] === undefined) disconnect();
    else wallet.update({ account: getAddress(now[0]) });
  };
  const onChain = (now: string): void => wallet.update({ chainId: Number(now) });
  provider.on("accountsChanged", onAccounts);
  provider.on("chainChanged", onChain);
  forget = () => {
    provider.removeListener("accountsChanged", onAccounts);
    provider.removeListener("chainChanged", onChain);
  };
  const account = accounts[0] === undefined ? null : getAddress(accounts[0]);
  wallet.set({ name: info.name, provider, account, chainId });
}
