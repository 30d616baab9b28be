import { useCallback, useEffect, useState } from "preact/hooks";
import { explain } from "../chain/explain";

/** What is known of something that is being fetched or worked out. */
export interface Task<T> {
  value: T | null;
  problem: string | null;
  busy: boolean;
}

/**
 * Work that begins again when `key` changes, or when `again` is called; its last value stays
 * while it does. What an overtaken run finds is dropped.
 */
export function useTask<T>(
  key: string,
  work: (signal: AbortSignal) => Promise<T>,
): Task<T> & { again: () => void } {
  const [run, setRun] = useState(0);
  const [task, setTask] = useState<Task<T> & { key: string }>({
    key,
    value: null,
    problem: null,
    busy: true,
  });
  useEffect(() => {
    const controller = new AbortController();
    setTask((last) => ({
      key,
      value: last.key === key ? last.value : null,
      problem: null,
      busy: true,
    }));
    work(controller.signal)
      .then((value) => {
        if (!controller.signal.aborted) setTask({ key, value, problem: null, busy: false });
      })
      .catch((error: unknown) => {
        if (controller.signal.aborted) return;
        setTask((last) => ({ ...last, problem: explain(error), busy: false }));
      });
    return () => controller.abort();
    // `work` is made anew at each drawing; `key` tells whether it is another.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, run]);
  const again = useCallback(() => setRun((count) => count + 1), []);
  const current = task.key === key ? task : { value: null, problem: null, busy: true };
  return { value: current.value, problem: current.problem, busy: current.busy, again };
}
