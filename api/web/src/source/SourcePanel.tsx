// The source beside an answer: a panel at the side of a wide window, all of a narrow one.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { Span } from "../client/sources";
import { Button } from "../ui/Button";
import "./panel.css";
import { SourceView } from "./SourceView";

interface Props {
  documentId: string;
  /** The version that the spans point into; null for the newest. */
  version: number | null;
  /** The quotes, in code points; the first one is shown. Pass the same array while they are the same. */
  spans: readonly Span[];
  /** The page to begin with where there are no spans. */
  page?: number | null;
  collection: string;
  onClose: () => void;
}

interface Ref<T> {
  current: T | null;
}

const NARROW = "(max-width: 60rem)";

/** A dialog: on a narrow screen it keeps the focus; on a wide one the page beside it stays in use. Escape closes it. */
export function SourcePanel({ documentId, version, spans, page, collection, onClose }: Props) {
  const panel = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  const [title, setTitle] = useState("Source");
  const opener = useRef(document.activeElement);
  usePlaceBeside(panel, opener, onClose);
  useEffect(() => {
    const from = document.activeElement;
    if (!panel.current?.contains(from)) opener.current = from;
    heading.current?.focus({ preventScroll: true });
  }, [documentId, version, spans]);
  return (
    <dialog ref={panel} class="source-panel" aria-labelledby={id}>
      <header class="source-top">
        <h2 id={id} ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <Button kind="quiet" size="small" onClick={onClose} aria-label="Close the source">
          ✕
        </Button>
      </header>
      <div class="source-scroll">
        <SourceView
          key={`${collection} ${documentId} ${version}`}
          source={{ documentId, version, collection }}
          spans={spans}
          page={page ?? undefined}
          onTitle={setTitle}
        />
      </div>
    </dialog>
  );
}

/** Opens the dialog in the way that fits the window, gives the focus back to its opener, and closes at Escape. */
function usePlaceBeside(panel: Ref<HTMLDialogElement>, opener: Ref<Element>, onClose: () => void): void {
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const shown = panel.current;
    if (matchMedia(NARROW).matches) shown?.showModal();
    else shown?.show();
    document.documentElement.dataset.source = "open";
    const pressed = (event: KeyboardEvent) => {
      const elsewhere = document.querySelector("dialog:modal:not(.source-panel)");
      if (event.key !== "Escape" || event.defaultPrevented || elsewhere) return;
      event.preventDefault();
      close.current();
    };
    addEventListener("keydown", pressed);
    return () => {
      removeEventListener("keydown", pressed);
      delete document.documentElement.dataset.source;
      shown?.close();
      if (opener.current instanceof HTMLElement) opener.current.focus({ preventScroll: true });
    };
  }, []);
}
