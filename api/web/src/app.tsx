// The frame: menu, collection, theme, and the page that the address names.
import type { ComponentType } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { CollectionChoice } from "./CollectionChoice";
import { KEY_NEEDED } from "./client/http";
import { Collection, collectionOf } from "./collection";
import { KeyDialog } from "./KeyDialog";
import { PAGES, type PageEntry } from "./pages";
import { useAddress } from "./router";
import { ThemeChoice } from "./ThemeChoice";
import { Link } from "./ui/Link";
import { Failure } from "./ui/Notice";

export function App() {
  const address = useAddress();
  const collection = collectionOf(address);
  const entry = PAGES.find((page) => page.path === address.pathname);
  const [keyNeeded, setKeyNeeded] = useState(false);
  useEffect(() => {
    const needed = () => setKeyNeeded(true);
    addEventListener(KEY_NEEDED, needed);
    return () => removeEventListener(KEY_NEEDED, needed);
  }, []);
  return (
    <Collection.Provider value={collection}>
      <a class="skip" href="#page">
        Skip to the page
      </a>
      <Top path={address.pathname} collection={collection} />
      <main id="page" class="page" tabIndex={-1} data-wide={entry?.wide || undefined}>
        {entry ? <Shown key={entry.path} entry={entry} /> : <Missing />}
      </main>
      {keyNeeded && <KeyDialog onClose={() => setKeyNeeded(false)} />}
    </Collection.Provider>
  );
}

function Top({ path, collection }: { path: string; collection: string }) {
  return (
    <header class="top">
      <Link class="brand" to="/">
        <Sign />
        Sourcebound
      </Link>
      <nav aria-label="Pages">
        {PAGES.filter((page) => page.label).map((page) => (
          <Link key={page.path} to={page.path} aria-current={page.path === path ? "page" : undefined}>
            {page.label}
          </Link>
        ))}
      </nav>
      <CollectionChoice chosen={collection} />
      <ThemeChoice />
    </header>
  );
}

function Sign() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#1b5e5a" />
      <path d="M8 9h16M8 15h16M8 21h9" stroke="#fff" stroke-width="2.4" stroke-linecap="round" />
      <path d="M8 15h11" stroke="#ffd872" stroke-width="5" stroke-linecap="round" opacity=".75" />
    </svg>
  );
}

/** A page's code is fetched when it is first opened; the reader's place moves to it. */
function Shown({ entry }: { entry: PageEntry }) {
  const [Page, setPage] = useState<ComponentType | null>(null);
  const [error, setError] = useState<unknown>(null);
  const first = useRef(true);
  useEffect(() => {
    document.title = `${entry.title} - Sourcebound`;
    entry.load().then((module) => setPage(() => module.default), setError);
    if (!first.current) document.getElementById("page")?.focus();
    first.current = false;
  }, [entry]);
  if (error) return <Failure error={error} />;
  return Page ? <Page /> : <p class="quiet">Loading …</p>;
}

function Missing() {
  useEffect(() => {
    document.title = "There is no such page - Sourcebound";
  }, []);
  return (
    <>
      <h1>There is no such page</h1>
      <p>
        <Link to="/">Ask your documents</Link> instead.
      </p>
    </>
  );
}
