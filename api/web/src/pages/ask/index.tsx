import { useEffect, useState } from "preact/hooks";
import type { Answer, Hit } from "../../client/ask";
import { useCollection } from "../../collection";
import { go, useAddress } from "../../router";
import { SourcePanel } from "../../source/SourcePanel";
import { Button } from "../../ui/Button";
import { Beginning } from "./Beginning";
import { useConversation } from "./conversation";
import { Exchange } from "./Exchange";
import { QuestionBox } from "./QuestionBox";
import "./ask.css";

interface Opened {
  documentId: string;
  version: number;
  spans: { start: number; end: number }[];
  page: number | null;
}

/** Ask questions, one after the other, and see each answer with its proof. */
export default function Ask() {
  const collection = useCollection();
  return <Talk key={collection} collection={collection} />;
}

function Talk({ collection }: { collection: string }) {
  const { exchanges, busy, ask, stop, clear } = useConversation(collection);
  const [opened, setOpened] = useState<Opened | null>(null);
  useAskedByAddress(ask);

  return (
    <div class="ask" data-begun={exchanges.length > 0 || undefined}>
      <h1 class={exchanges.length ? "visually-hidden" : undefined}>Ask your documents</h1>
      {exchanges.length === 0 && <Beginning collection={collection} />}
      <div class="exchanges" aria-live="polite">
        {exchanges.map((exchange) => (
          <Exchange
            key={exchange.id}
            exchange={exchange}
            collection={collection}
            onOpenCitation={(answer, citation) => setOpened(ofCitation(answer, citation))}
            onOpenHit={(hit) => setOpened(ofHit(hit))}
          />
        ))}
      </div>
      <div class="ask-bar">
        <QuestionBox busy={busy} follows={exchanges.length > 0} onAsk={ask} onStop={stop} />
        {exchanges.length > 0 && (
          <Button kind="quiet" size="small" onClick={clear}>
            New conversation
          </Button>
        )}
      </div>
      {opened && <SourcePanel {...opened} collection={collection} onClose={() => setOpened(null)} />}
    </div>
  );
}

/** `/?question=...` asks at once; the question then leaves the address, so that going back does not ask again. */
function useAskedByAddress(ask: (question: string) => void): void {
  const question = useAddress().searchParams.get("question");
  useEffect(() => {
    if (!question) return;
    const rest = new URL(location.href);
    rest.searchParams.delete("question");
    go(rest.pathname + rest.search, { replace: true });
    ask(question);
  }, [question]);
}

/** The document of a citation, with every quote that the answer takes from that version of it, this one first. */
function ofCitation(answer: Answer, citation: number): Opened | null {
  const chosen = answer.citations[citation];
  if (!chosen) return null;
  const same = answer.citations.filter(
    (other) => other !== chosen && other.document_id === chosen.document_id && other.version === chosen.version,
  );
  const spans = [chosen, ...same].map(({ start, end }) => ({ start, end }));
  return { documentId: chosen.document_id, version: chosen.version, spans, page: chosen.page };
}

function ofHit({ document_id, version, start, end, page }: Hit): Opened {
  return { documentId: document_id, version, spans: [{ start, end }], page };
}
