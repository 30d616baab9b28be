import { Problem } from "../app/problem";
import type { ImageHashes } from "./hash";
import type { Said } from "./worker";

/**
 * Hash an image both ways in a worker, so that the page stays responsive. Nothing leaves the
 * browser. Throws a `Problem` if the file is no image or cannot be read.
 */
export function hashFile(
  file: Blob,
  options: { name?: string; progress?: (share: number) => void; signal?: AbortSignal } = {},
): Promise<ImageHashes> {
  const name = options.name ?? "The file";
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    const end = (act: () => void): void => {
      worker.terminate();
      act();
    };
    options.signal?.addEventListener("abort", () =>
      end(() => reject(new DOMException("Another image was chosen.", "AbortError"))),
    );
    worker.addEventListener("message", ({ data }: MessageEvent<Said>) => {
      if ("progress" in data) options.progress?.(data.progress);
      else if ("failure" in data) {
        end(() => reject(new Problem(`${name} could not be read; choose it again.`)));
      } else if (data.hashes === null) {
        end(() =>
          reject(
            new Problem(
              `${name} is not an image that Veriset reads: choose a BMP, GIF, JPEG, PNG, ` +
                "PBM/PGM/PPM, TIFF or WebP.",
            ),
          ),
        );
      } else {
        const { hashes } = data;
        end(() => resolve(hashes));
      }
    });
    worker.addEventListener("error", () =>
      end(() => reject(new Problem(`${name} could not be hashed; choose it again.`))),
    );
    worker.postMessage(file);
  });
}
