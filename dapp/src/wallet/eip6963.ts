import type { EIP1193Provider } from "viem";
import { Store } from "../app/store";

/** A wallet that announced itself by EIP-6963. */
export interface AnnouncedWallet {
  info: { uuid: string; name: string; icon: string; rdns: string };
  provider: EIP1193Provider;
}

export const announced = new Store<readonly AnnouncedWallet[]>([]);

/** Ask wallets to announce themselves, and listen for those that load later. */
export function discoverWallets(): void {
  addEventListener("eip6963:announceProvider", (event) => {
    const { detail } = event as CustomEvent<unknown>;
    if (!isWallet(detail)) return;
    const known = announced.get();
    if (known.some((wallet) => wallet.info.uuid === detail.info.uuid)) return;
    announced.set([...known, detail]);
  });
  dispatchEvent(new Event("eip6963:requestProvider"));
}

/** Anything on the page may send this event. */
function isWallet(detail: unknown): detail is AnnouncedWallet {
  if (typeof detail !== "object" || detail === null) return false;
  const { info, provider } = detail as Partial<AnnouncedWallet>;
  return (
    typeof info?.uuid === "string" &&
    typeof info.name === "string" &&
    typeof info.rdns === "string" &&
    typeof provider?.request === "function"
  );
}
