import { getAddress, isAddress } from "viem";
import { linkTo } from "../app/route";
import type { PageProps } from "../ui/lazy";
import { DatasetList } from "./DatasetList";
import { DatasetPage } from "./DatasetPage";
import "./review.css";

/** `#/review` lists datasets, `#/review/0x…` shows one, `#/review/0x…/3` one of its batches. */
export default function Review({ path }: PageProps) {
  const [dataset, batch] = path;
  if (dataset === undefined) return <DatasetList />;
  if (!isAddress(dataset, { strict: false }) || !/^(\d{1,9})?$/.test(batch ?? "")) {
    return (
      <div class="review">
        <h1>Review</h1>
        <p class="note warn" role="alert">
          This address names no dataset or batch. <a href={linkTo("review")}>See all datasets</a>
        </p>
      </div>
    );
  }
  const address = getAddress(dataset.toLowerCase());
  return <DatasetPage key={address} address={address} batchId={batch ? Number(batch) : null} />;
}
