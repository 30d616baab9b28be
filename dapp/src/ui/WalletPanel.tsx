import { useEffect, useRef, useState } from "preact/hooks";
import { server } from "../api/server";
import { announce, announceError } from "../app/announce";
import { useStore } from "../app/store";
import { chainOf } from "../chain/chains";
import { explain } from "../chain/explain";
import { type AnnouncedWallet, announced } from "../wallet/eip6963";
import { logIn, logOut, session } from "../wallet/session";
import { connect, disconnect, switchChain, useWallet } from "../wallet/wallet";
import { shortHex } from "./Hex";

/** Connect a wallet, see its account, and bring it to the server's chain. */
export function WalletPanel() {
  const { account, chainId, name } = useWallet();
  const { status } = useStore(server);
  const [open, setOpen] = useState(false);
  const panel = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const wrong = account !== null && status !== null && chainId !== status.chain.id;

  useEffect(() => {
    if (!open) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      setOpen(false);
      button.current?.focus();
    };
    const onPointer = (event: Event) => {
      if (!panel.current?.contains(event.target as Node)) setOpen(false);
    };
    addEventListener("keydown", onKey);
    addEventListener("pointerdown", onPointer);
    return () => {
      removeEventListener("keydown", onKey);
      removeEventListener("pointerdown", onPointer);
    };
  }, [open]);

  const attempt = async (work: () => Promise<void>, done: string) => {
    try {
      await work();
      announce(done);
      setOpen(false);
      // Unless the visitor has gone on elsewhere while the wallet asked.
      const { activeElement: at } = document;
      if (at === document.body || panel.current?.contains(at)) button.current?.focus();
    } catch (error) {
      announceError(explain(error));
    }
  };

  return (
    <div class="wallet" ref={panel}>
      {wrong && (
        <button
          type="button"
          class="warn"
          onClick={() => {
            const chain = chainOf(status);
            void attempt(() => switchChain(chain), `Your wallet is on ${chain.name} now.`);
          }}
        >
          Switch to {chainOf(status).name}
        </button>
      )}
      <button
        type="button"
        ref={button}
        class={account ? "account" : "primary"}
        aria-expanded={open}
        aria-controls="wallet-menu"
        onClick={() => setOpen(!open)}
      >
        {account ? (
          <>
            <span class={wrong ? "dot bad" : "dot"} aria-hidden="true" />
            <span class="hidden">Account </span>
            {shortHex(account)}
          </>
        ) : (
          "Connect a wallet"
        )}
      </button>
      {open && (
        <div class="menu" id="wallet-menu">
          {account ? (
            <>
              <p class="muted">Connected through {name}</p>
              <p class="mono wrap">{account}</p>
              <Login account={account} attempt={attempt} />
              <button
                type="button"
                onClick={() => {
                  disconnect();
                  setOpen(false);
                  button.current?.focus();
                }}
              >
                Disconnect
              </button>
            </>
          ) : (
            <Wallets
              onChoose={(chosen) =>
                void attempt(() => connect(chosen), `Connected through ${chosen.info.name}.`)
              }
            />
          )}
        </div>
      )}
    </div>
  );
}

type Attempt = (work: () => Promise<void>, done: string) => Promise<void>;

function Login({ account, attempt }: { account: string; attempt: Attempt }) {
  const loggedIn = useStore(session)?.toLowerCase() === account.toLowerCase();
  return loggedIn ? (
    <button type="button" onClick={() => void attempt(logOut, "You are logged out.")}>
      Log out of the server
    </button>
  ) : (
    <>
      <button type="button" onClick={() => void attempt(logIn, "You are logged in.")}>
        Log in to the server
      </button>
      <p class="muted small">Optional, by a signature: the server then answers you more often.</p>
    </>
  );
}

function Wallets({ onChoose }: { onChoose: (wallet: AnnouncedWallet) => void }) {
  const wallets = useStore(announced);
  if (wallets.length === 0) {
    return (
      <p>
        No wallet was found in this browser. Install one that speaks EIP-6963, as most do, and load
        the page again. Without one you can verify, but not write to the chain.
      </p>
    );
  }
  return (
    <ul class="plain">
      {wallets.map((wallet) => (
        <li key={wallet.info.uuid}>
          <button type="button" class="choice" onClick={() => onChoose(wallet)}>
            {wallet.info.icon.startsWith("data:image/") && (
              <img src={wallet.info.icon} alt="" width="20" height="20" />
            )}
            {wallet.info.name}
          </button>
        </li>
      ))}
    </ul>
  );
}
