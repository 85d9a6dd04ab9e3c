// A source opened at its quotes: as pages where it is a PDF or a picture whose file is still there, as text always.
import { useEffect, useState } from "preact/hooks";
import { type DocumentPages, documentPages, type Source, type Span } from "../client/sources";
import { Button } from "../ui/Button";
import { Notice } from "../ui/Notice";
import { hasPages } from "./media";
import { originOf } from "./origin";
import { PageView } from "./PageView";
import "./source.css";
import { TextView } from "./TextView";
import { type Stretch, useStretch } from "./useStretch";

interface Props {
  source: Source;
  spans: readonly Span[];
  /** Where to begin in a document with pages, when there is no span. */
  page?: number | undefined;
  /** Told once what the source is called. */
  onTitle?: (title: string) => void;
}

const BEGINNING: Span = { start: 0, end: 0 };

export function SourceView({ source, spans, page, onTitle }: Props) {
  const [current, setCurrent] = useState(0);
  const [asText, setAsText] = useState(false);
  const chosen = Math.min(current, Math.max(0, spans.length - 1));
  const text = useStretch(source, spans[chosen] ?? BEGINNING);
  const about = text.stretch?.about;
  // Once it is known which version is shown, that one stays, whatever replaces it meanwhile.
  const seen = { ...source, version: about?.version ?? source.version };
  const paged = about !== undefined && hasPages(about.media_type);
  const pages = usePages(seen, paged);
  const title = about ? about.title || originOf(about.uri).shown : "";
  useEffect(() => setCurrent(0), [spans]);
  useEffect(() => {
    if (title) onTitle?.(title);
  }, [title]);
  const viewable = pages?.viewable ?? false;
  return (
    <div class="source">
      {about && <About about={about} />}
      <div class="row source-bar">
        <Quotes count={spans.length} current={chosen} choose={setCurrent} />
        {viewable && <Choice asText={asText} choose={setAsText} />}
      </div>
      {pages && !viewable && (
        <Notice>
          The file is not there any more, so its pages cannot be shown. This is the text that was read from it.
        </Notice>
      )}
      {paged && pages === null ? (
        <p class="quiet">Opening the pages …</p>
      ) : viewable && pages && !asText ? (
        <PageView source={seen} pages={pages} spans={spans} current={chosen} title={title} page={page} />
      ) : (
        <TextView text={text} spans={spans} current={chosen} />
      )}
    </div>
  );
}

/** The pages of a PDF or a picture; null while they are asked for. Where that fails there is still the text. */
function usePages({ documentId, version, collection }: Source, paged: boolean): DocumentPages | null {
  const [pages, setPages] = useState<DocumentPages | null>(null);
  useEffect(() => {
    setPages(null);
    if (!paged) return;
    const controller = new AbortController();
    documentPages({ documentId, version, collection }, { signal: controller.signal }).then(setPages, () => {
      if (!controller.signal.aborted) setPages({ version: version ?? 0, viewable: false, pages: [] });
    });
    return () => controller.abort();
  }, [documentId, version, collection, paged]);
  return pages;
}

function About({ about }: { about: Stretch["about"] }) {
  const { shown, link } = originOf(about.uri);
  return (
    <p class="source-about small quiet">
      <span class="source-uri">{shown}</span>
      {link && (
        <a href={link.href} target="_blank" rel="noopener noreferrer">
          open the original at {link.host}
        </a>
      )}
    </p>
  );
}

function Quotes({ count, current, choose }: { count: number; current: number; choose: (quote: number) => void }) {
  if (count < 2) return null;
  return (
    <>
      <Button size="small" disabled={current <= 0} onClick={() => choose(current - 1)} aria-label="Quote before">
        ↑
      </Button>
      <span class="small" aria-live="polite">
        Quote {current + 1} of {count}
      </span>
      <Button size="small" disabled={current >= count - 1} onClick={() => choose(current + 1)} aria-label="Next quote">
        ↓
      </Button>
    </>
  );
}

function Choice({ asText, choose }: { asText: boolean; choose: (asText: boolean) => void }) {
  return (
    <fieldset class="source-choice">
      <legend class="visually-hidden">Show the source as</legend>
      <button type="button" aria-pressed={!asText} onClick={() => choose(false)}>
        Page
      </button>
      <button type="button" aria-pressed={asText} onClick={() => choose(true)}>
        Text
      </button>
    </fieldset>
  );
}
