import { type Hex, isHex, size } from "viem";
import { useEffect, useRef, useState } from "preact/hooks";
import { announce, announceError } from "../app/announce";
import { linkTo } from "../app/route";
import { explain } from "../chain/explain";
import type { ImageHashes } from "../hashing/hash";
import { hashFile } from "../hashing/hash-file";
import type { PageProps } from "../ui/lazy";
import { Drop } from "./Drop";
import { Results } from "./Results";
import "./verify.css";

/** A chosen image and what was hashed of it. */
interface Chosen {
  name: string;
  url: string;
  hashes: ImageHashes;
}

/**
 * The address holds the digests, `#/verify/<bytes>/<pixels>`: a reload or a link shows the same
 * findings, without the image.
 */
export default function Verify({ path }: PageProps) {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [share, setShare] = useState<number | null>(null);
  const running = useRef<AbortController | null>(null);
  const url = chosen?.url;
  useEffect(() => (url === undefined ? undefined : () => URL.revokeObjectURL(url)), [url]);
  useEffect(() => () => running.current?.abort(), []);

  const take = async (file: File) => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    setShare(0);
    announce(`Hashing ${file.name} …`);
    try {
      const hashes = await hashFile(file, {
        name: file.name,
        progress: setShare,
        signal: controller.signal,
      });
      setChosen({ name: file.name, url: URL.createObjectURL(file), hashes });
      const found = linkTo("verify", hashes.bytes, ...(hashes.pixels ? [hashes.pixels] : []));
      const isShown = location.hash === found;
      announce(
        `${file.name} is hashed; ${isShown ? "what was found is shown" : "looking it up …"}`,
      );
      location.hash = found;
    } catch (error) {
      if (controller.signal.aborted) return;
      announceError(explain(error));
    }
    if (running.current === controller) setShare(null);
  };

  const digests = path.filter(isDigest);
  const hashes = chosen?.hashes;
  const shown = hashes !== undefined && digests[0] === hashes.bytes ? chosen : null;
  return (
    <>
      <header>
        <h1>Where does this image come from?</h1>
        <p class="muted">
          See in which registered datasets an image is and which models were trained on it. It is
          hashed in your browser and not sent anywhere.
        </p>
      </header>
      <Drop onFile={(file) => void take(file)} share={share} />
      {shown && <Picture chosen={shown} />}
      {path.length > 0 && digests.length !== path.length && (
        <p class="note bad" role="alert">
          This address holds no image hashes; choose an image instead.
        </p>
      )}
      {digests.length > 0 && digests.length === path.length && (
        <Results digests={digests} key={digests.join()} />
      )}
    </>
  );
}

function Picture({ chosen: { name, url, hashes } }: { chosen: Chosen }) {
  const { format, width, height, bytes, pixels, refusal } = hashes;
  return (
    <section class="card picture" aria-label="The image">
      {format === "TIFF" || format === "PNM" ? null : <img src={url} alt="The chosen image" />}
      <dl class="facts">
        <dt>File</dt>
        <dd>{name}</dd>
        <dt>Format</dt>
        <dd>
          {format}
          {width !== null && `, ${width} × ${height} pixels`}
        </dd>
        <dt>File hash</dt>
        <dd class="mono">{bytes}</dd>
        <dt>Pixel hash</dt>
        <dd class={pixels ? "mono" : ""}>{pixels ?? `none: ${refusal}`}</dd>
      </dl>
      {pixels && format === "JPEG" && (
        <p class="muted small">
          JPEG decoders differ in single samples: another program may find another pixel hash for
          this file. The file hash is the same everywhere.
        </p>
      )}
    </section>
  );
}

function isDigest(part: string): part is Hex {
  return isHex(part) && size(part) === 32;
}
