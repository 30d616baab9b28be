import { formatEther, type Hex } from "viem";
import { linkTo } from "../app/route";
import { Hex as ShownHex } from "../ui/Hex";
import { Trouble } from "../ui/Trouble";
import { useWallet } from "../wallet/wallet";
import { Course } from "./Course";
import { MoneyPanel } from "./MoneyPanel";
import { OutcomePanel } from "./OutcomePanel";
import { PlayPanel } from "./PlayPanel";
import { SealedPanel } from "./SealedPanel";
import { type Seen, useCampaign, useDoing } from "./use-campaign";

/** A campaign: what it is, and what the visitor can do in it now. */
export function CampaignView({ address }: { address: Hex }) {
  const { value, problem, busy, again } = useCampaign(address);
  return (
    <>
      <p class="small">
        <a href={linkTo("annotate")}>All campaigns</a>
      </p>
      <Trouble {...{ problem, again }} />
      {!value && <h1>A campaign</h1>}
      {!value && busy && <p class="muted">Reading the chain …</p>}
      {value && <Loaded seen={value} again={again} />}
    </>
  );
}

function Loaded({ seen, again }: { seen: Seen; again: () => Promise<void> }) {
  const { campaign, player, owner } = seen;
  const { account } = useWallet();
  const doing = useDoing(again);
  const isOver = campaign.phase !== "play" && campaign.phase !== "reveal";
  return (
    <>
      <Head seen={seen} />
      {doing.problem && (
        <p class="note bad" role="alert">
          {doing.problem}
        </p>
      )}
      {!account && <p class="note">Connect a wallet above to take part. Looking needs none.</p>}
      {player?.role === "validator" && (
        <p class="note">This account votes in this campaign, so it does not play.</p>
      )}
      {player && owner && player.role !== "validator" && campaign.phase === "play" && (
        <PlayPanel key={owner.player} {...{ campaign, player, owner, doing }} coin={seen.coin} />
      )}
      {owner && campaign.terms.sealedPlays && player?.role === "player" && (
        <SealedPanel campaign={campaign} owner={owner} doing={doing} />
      )}
      {player && owner && isOver && (
        <MoneyPanel {...{ campaign, player, owner, doing }} coin={seen.coin} />
      )}
      {isOver && <OutcomePanel campaign={campaign} account={account} />}
      <Course campaign={campaign} />
    </>
  );
}

function Head({ seen: { campaign, coin } }: { seen: Seen }) {
  const { terms, description } = campaign;
  return (
    <header>
      <h1>{description.name}</h1>
      <p>{description.objective}</p>
      <dl class="facts small">
        <dt>Images</dt>
        <dd>
          {terms.imageCount}, with {terms.annotators} plays each, of at most{" "}
          {terms.annotationsPerPlay} boxes
        </dd>
        <dt>Bet for you</dt>
        <dd>
          {formatEther(terms.sponsoredBet)} {coin} with each play that counts
        </dd>
        <dt>Plays so far</dt>
        <dd>
          {campaign.handedIn} of {terms.imageCount * terms.annotators}
        </dd>
        <dt>Contract</dt>
        <dd>
          <ShownHex value={campaign.address} />
        </dd>
      </dl>
    </header>
  );
}
