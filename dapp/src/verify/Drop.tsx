import { useEffect, useRef, useState } from "preact/hooks";

interface Props {
  onFile: (file: File) => void;
  /** The share that is hashed, 0 to 1; null if nothing is being hashed. */
  share: number | null;
}

/** Takes an image that is dropped, chosen or pasted anywhere on the page. */
export function Drop({ onFile, share }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = useRef(onFile);
  take.current = onFile;

  useEffect(() => {
    const file = (data: DataTransfer | null) => data?.files[0];
    const onPaste = (event: ClipboardEvent) => {
      const pasted = file(event.clipboardData);
      if (pasted) take.current(pasted);
    };
    const onDragOver = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault(); // else the browser leaves the page to show the file
      setOver(true);
    };
    const onDragLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      setOver(false);
      const dropped = file(event.dataTransfer);
      if (!dropped) return;
      event.preventDefault();
      take.current(dropped);
    };
    addEventListener("paste", onPaste);
    addEventListener("dragover", onDragOver);
    addEventListener("dragleave", onDragLeave);
    addEventListener("drop", onDrop);
    return () => {
      removeEventListener("paste", onPaste);
      removeEventListener("dragover", onDragOver);
      removeEventListener("dragleave", onDragLeave);
      removeEventListener("drop", onDrop);
    };
  }, []);

  return (
    <section class={over ? "drop over" : "drop"} aria-label="Choose an image">
      <input
        ref={input}
        type="file"
        class="hidden"
        tabIndex={-1}
        aria-label="Image file"
        accept="image/*,.pbm,.pgm,.ppm,.pnm"
        onChange={(event) => {
          const chosen = event.currentTarget.files?.[0];
          event.currentTarget.value = ""; // the same file can be chosen again
          if (chosen) onFile(chosen);
        }}
      />
      <svg viewBox="0 0 48 48" width="44" height="44" aria-hidden="true">
        <path d="M6 33v5a4 4 0 0 0 4 4h28a4 4 0 0 0 4-4v-5M24 32V7m-9 8 9-9 9 9" />
      </svg>
      <button type="button" class="primary" onClick={() => input.current?.click()}>
        Choose an image
      </button>
      <p class="muted">or drop or paste one anywhere on this page</p>
      {share !== null && (
        <progress value={share} max={1} aria-label="Share of the file that is hashed" />
      )}
    </section>
  );
}
