import { useEffect, useState } from "preact/hooks";
import type { Answer, Citation } from "../../client/ask";
import { COLLECTION, wordsAt } from "../../client/tour";
import { fileName, shortened } from "../../nearness/words";
import { address } from "../../router";
import { Button } from "../../ui/Button";
import { Link } from "../../ui/Link";
import { Failure } from "../../ui/Notice";

/** An answer with its quotes, each of which can be checked here and now; or the refusal. */
export function Answered({ answer, brief = false }: { answer: Answer; brief?: boolean }) {
  const sure = `${Math.round(answer.confidence * 100)} % sure`;
  if (answer.abstained) {
    return (
      <p class="answered no-margin">
        <strong>No answer.</strong> {answer.reason.charAt(0).toUpperCase() + answer.reason.slice(1)}.
      </p>
    );
  }
  return (
    <div class="answered stack">
      <p class="no-margin">
        <strong>{shortened(answer.answer ?? "", 260)}</strong> <span class="small quiet">{sure}</span>
      </p>
      {answer.citations.slice(0, brief ? 1 : 3).map((citation, place) => (
        <Quote key={`${citation.document_id} ${citation.start} ${place}`} citation={citation} checkable={!brief} />
      ))}
    </div>
  );
}

function Quote({ citation, checkable }: { citation: Citation; checkable: boolean }) {
  const { document_id: document, version, start, end } = citation;
  return (
    <blockquote class="quote">
      <p>{shortened(citation.quote, 300)}</p>
      <footer class="small quiet">
        <Link to={address("/source", { document, version, start, end, collection: COLLECTION })}>
          {citation.title ?? fileName(citation.uri)}
        </Link>
        , characters {start} to {end}
      </footer>
      {checkable && <Check citation={citation} />}
    </blockquote>
  );
}

/** Compares a quote with the stored text, in the browser. */
function Check({ citation }: { citation: Citation }) {
  const [checked, setChecked] = useState<boolean | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => setChecked(null), [citation]);
  const check = () =>
    wordsAt(citation).then(
      (words) => setChecked(words === citation.quote),
      (failed) => setError(failed),
    );
  return (
    <div class="row check" aria-live="polite">
      <Button size="small" onClick={check}>
        Check it yourself
      </Button>
      {error !== null && <Failure error={error} />}
      {checked !== null && (
        <span class="small" data-checked={checked}>
          {checked
            ? "✓ Your browser has fetched the document and found exactly these characters there."
            : "✗ These characters do not stand there."}
        </span>
      )}
    </div>
  );
}
