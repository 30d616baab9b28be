import { announcement } from "../app/announce";
import { useStore } from "../app/store";

/** One line at the foot of the page that says what happens; screen readers read it out. */
export function StatusLine() {
  const { text, kind } = useStore(announcement);
  return (
    <div class={`status-line ${kind} ${text === "" ? "empty" : ""}`}>
      {/* Always there: a live region that appears with its text is not read out. */}
      <p role="status" aria-live="polite">
        {text}
      </p>
      <button
        type="button"
        class="quiet"
        aria-label="Dismiss the message"
        disabled={text === ""}
        onClick={() => announcement.set({ text: "", kind: "status" })}
      >
        ×
      </button>
    </div>
  );
}
