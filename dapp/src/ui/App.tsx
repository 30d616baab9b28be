import { useEffect, useRef } from "preact/hooks";
import { type PageName, useRoute } from "../app/route";
import { Boundary } from "./Boundary";
import { Header } from "./Header";
import { lazy } from "./lazy";
import { StatusLine } from "./StatusLine";

const PAGES = {
  verify: lazy(() => import("../verify/Page")),
  annotate: lazy(() => import("../annotate/Page")),
  review: lazy(() => import("../review/Page")),
};

const TITLES: Record<PageName, string> = {
  verify: "Verify",
  annotate: "Annotate",
  review: "Review",
};

export function App() {
  const { page, path } = useRoute();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    document.title = `${TITLES[page]} · Veriset`;
    // A screen reader's user who followed a link is taken to what it opened.
    if (!first.current) main.current?.focus();
    first.current = false;
  }, [page]);
  const Page = PAGES[page];
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault(); // the hash is the route
          main.current?.focus();
        }}
      >
        Skip to the page
      </a>
      <Header page={page} />
      <main id="main" tabIndex={-1} ref={main}>
        <Boundary key={page}>
          <Page path={path} />
        </Boundary>
      </main>
      <StatusLine />
    </>
  );
}
