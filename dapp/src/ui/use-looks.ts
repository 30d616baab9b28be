import { useEffect } from "preact/hooks";

/** Milliseconds after which a look that has no end yet is given up. */
const HUNG = 60_000;

/** Looks again now and then as long as the page is seen, and when it is seen again. A slow look is
 * not begun anew, or it would never end. */
export function useLooks(look: () => Promise<void>, every: number): void {
  useEffect(() => {
    let since = 0; // when the look that goes on was begun
    const now = (): void => {
      const begun = Date.now();
      if (document.hidden || begun - since < HUNG) return;
      since = begun;
      void look().finally(() => {
        if (since === begun) since = 0;
      });
    };
    const timer = setInterval(now, every);
    document.addEventListener("visibilitychange", now);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", now);
    };
  }, [look, every]);
}
