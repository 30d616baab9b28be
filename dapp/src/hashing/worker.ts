import { hashImage, type ImageHashes } from "./hash";

/** What the worker says: how far it is, or the end. */
export type Said = { progress: number } | { hashes: ImageHashes | null } | { failure: string };

const say = (said: Said): void => postMessage(said);

addEventListener("message", ({ data }: MessageEvent<Blob>) => {
  hashImage(data, (progress) => say({ progress }))
    .then((hashes) => say({ hashes }))
    .catch((error: unknown) => say({ failure: String(error) }));
});
