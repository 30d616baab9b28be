import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { explain } from "../chain/explain";

/** What is known of something that is being fetched or worked out. */
export interface Task<T> {
  value: T | null;
  problem: string | null;
  busy: boolean;
}

/** A task that can be begun again; `again` is done when what it found is shown. */
export interface Running<T> extends Task<T> {
  again: () => Promise<void>;
}

/**
 * Work that begins again when `key` or `turn` changes, or when `again` is called. `key` says what
 * is asked for: with another one the last value is another thing's, and goes. `turn` says when the
 * answer may have changed: the last value, and what the visitor does with it, stays meanwhile.
 * What an overtaken run finds is dropped.
 */
export function useTask<T>(
  key: string,
  work: (signal: AbortSignal) => Promise<T>,
  turn: unknown = null,
): Running<T> {
  const [run, setRun] = useState(0);
  const [task, setTask] = useState<Task<T> & { key: string }>({
    key,
    value: null,
    problem: null,
    busy: true,
  });
  const waiting = useRef<(() => void)[]>([]);
  useEffect(() => {
    const controller = new AbortController();
    const settle = (found: Partial<Task<T>>): void => {
      if (controller.signal.aborted) return;
      setTask((last) => ({ ...last, problem: null, ...found, busy: false }));
      for (const told of waiting.current.splice(0)) told();
    };
    // A problem stays until its end is known, or its button would go from under the pointer.
    setTask((last) =>
      last.key === key ? { ...last, busy: true } : { key, value: null, problem: null, busy: true },
    );
    work(controller.signal)
      .then((value) => settle({ value }))
      .catch((error: unknown) => settle({ problem: explain(error) }));
    return () => controller.abort();
    // `work` is made anew at each drawing; `key` tells whether it is another.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, turn, run]);
  useEffect(() => {
    const left = waiting.current;
    return () => left.splice(0).forEach((told) => told());
  }, []);
  const again = useCallback(
    () =>
      new Promise<void>((told) => {
        waiting.current.push(told);
        setRun((count) => count + 1);
      }),
    [],
  );
  const current = task.key === key ? task : { value: null, problem: null, busy: true };
  return { value: current.value, problem: current.problem, busy: current.busy, again };
}
