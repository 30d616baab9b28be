import { getAddress, isAddress } from "viem";
import type { PageProps } from "../ui/lazy";
import "./annotate.css";
import { CampaignList } from "./CampaignList";
import { CampaignView } from "./CampaignView";

/** `#/annotate`: the campaigns; `#/annotate/0x…`: one of them. */
export default function Annotate({ path: [address] }: PageProps) {
  if (address === undefined) return <CampaignList />;
  if (!isAddress(address, { strict: false })) {
    return (
      <>
        <h1>Annotate</h1>
        <p class="note bad" role="alert">
          “{address.slice(0, 60)}” is no address of a campaign.
        </p>
      </>
    );
  }
  return <CampaignView key={address} address={getAddress(address)} />;
}
