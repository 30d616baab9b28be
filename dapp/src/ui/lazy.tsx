import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

/** What every page is given: the parts of the address after the page's name. */
export interface PageProps {
  path: readonly string[];
}

/** A page whose script is loaded when it is first opened. */
export function lazy(
  load: () => Promise<{ default: ComponentType<PageProps> }>,
): ComponentType<PageProps> {
  let loaded: ComponentType<PageProps> | null = null;
  return function Lazy(props: PageProps) {
    const [Page, setPage] = useState<ComponentType<PageProps> | null>(() => loaded);
    const [failure, setFailure] = useState<Error | null>(null);
    useEffect(() => {
      if (loaded) return;
      load()
        .then((module) => {
          loaded = module.default;
          setPage(() => loaded);
        })
        .catch(() => setFailure(new Error("This page's script could not be loaded.")));
    }, []);
    if (failure) throw failure; // to the error boundary
    return Page ? <Page {...props} /> : <p class="muted">Loading …</p>;
  };
}
