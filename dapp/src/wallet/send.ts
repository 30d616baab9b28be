import {
  type Abi,
  type Account,
  type Address,
  type Chain,
  type Client,
  type ContractFunctionArgs,
  type ContractFunctionName,
  createClient,
  custom,
  isAddressEqual,
  type TransactionReceipt,
  type Transport,
} from "viem";
import {
  estimateContractGas,
  simulateContract,
  waitForTransactionReceipt,
  writeContract,
} from "viem/actions";
import { parseAccount } from "viem/utils";
import { announce } from "../app/announce";
import { Problem } from "../app/problem";
import { currentChain } from "../chain/client";
import { wallet } from "./wallet";

type Writer = Client<Transport, Chain, Account>;

/** The visitor's wallet, on the server's chain; a `Problem` that says what to do otherwise.
 * @param from - the account that is meant: by now the wallet may be on another. */
export function signer(from?: Address): Writer {
  const chain = currentChain();
  const { provider, account, chainId } = wallet.get();
  if (!provider || !account) throw new Problem("Connect a wallet first.");
  if (from !== undefined && !isAddressEqual(from, account)) {
    throw new Problem("Your wallet is on another account by now; look again, then repeat it.");
  }
  if (chainId !== chain.id) {
    throw new Problem(`Your wallet is on another chain; switch it to ${chain.name} above.`);
  }
  return createClient({
    account: parseAccount(account),
    chain,
    transport: custom(provider, { retryCount: 0 }),
    pollingInterval: 1_000,
  });
}

/** A call of a contract's function that changes the chain. */
export interface Sending<
  abi extends Abi,
  name extends ContractFunctionName<abi, "nonpayable" | "payable">,
> {
  address: Address;
  abi: abi;
  functionName: name;
  args: ContractFunctionArgs<abi, "nonpayable" | "payable", name>;
  /** Who means it; a wallet that is on another account by now does not send it. */
  from?: Address;
  /** In wei. */
  value?: bigint;
  /** Gas beyond the estimate, for a call that may find another state in its block. */
  spareGas?: bigint;
}

/**
 * Try the call, have the wallet sign and send it, wait until it is in a block.
 *
 * Throws what `explain` turns into a sentence; tried first, a revert costs nothing.
 */
export async function send<
  const abi extends Abi,
  name extends ContractFunctionName<abi, "nonpayable" | "payable">,
>({ spareGas, from, ...sending }: Sending<abi, name>): Promise<TransactionReceipt> {
  const client = signer(from);
  const call = { ...sending, account: client.account } as unknown as Parameters<
    typeof simulateContract
  >[1];
  const { request } = await simulateContract(client, call);
  // A wallet's own estimate has no room.
  const gas = spareGas && {
    gas:
      (await estimateContractGas(client, call as Parameters<typeof estimateContractGas>[1])) +
      spareGas,
  };
  announce("Confirm in your wallet …");
  const hash = await writeContract(client, {
    ...(request as Parameters<typeof writeContract>[1]),
    ...gas,
  });
  announce("Sent; waiting for a block …");
  const receipt = await waitForTransactionReceipt(client, { hash, timeout: 180_000 });
  if (receipt.status === "reverted") {
    await simulateContract(client, call); // tells why, if it is still so
    throw new Problem("The transaction is in a block, but the contract refused it there.");
  }
  return receipt;
}
