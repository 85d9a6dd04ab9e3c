import { useState } from "preact/hooks";
import type { Answer, Citation, Hit } from "../../client/ask";
import { Feedback } from "../../feedback/Feedback";
import { address } from "../../router";
import { Button } from "../../ui/Button";
import { Link } from "../../ui/Link";
import { Failure } from "../../ui/Notice";
import { AnswerText } from "./AnswerText";
import { Confidence } from "./Confidence";
import type { Exchange as Exchanged } from "./conversation";
import { Parts } from "./Parts";
import { placeOf } from "./Proof";
import { Refusal } from "./Refusal";
import { Sources } from "./Sources";
import { useBroughtIntoView } from "./useBroughtIntoView";
import { WrittenBy } from "./WrittenBy";
import { asSentence } from "./words";

interface Props {
  exchange: Exchanged;
  collection: string;
  onOpenCitation: (answer: Answer, citation: number) => void;
  onOpenHit: (hit: Hit) => void;
}

/** One question and its answer. */
export function Exchange({ exchange, collection, onOpenCitation, onOpenHit }: Props) {
  const { question, answer, arriving, error } = exchange;
  const heading = useBroughtIntoView(arriving !== null);
  return (
    <article class="exchange" aria-busy={arriving !== null}>
      <h2 class="question" ref={heading}>
        {question}
      </h2>
      {answer?.standalone_question && <p class="quiet small">Understood as: {answer.standalone_question}</p>}
      {arriving && <Waiting passages={arriving.hits.length} sentences={arriving.sentences.map((one) => one.text)} />}
      {error !== null && <Failure error={error} />}
      {answer && (
        <>
          {answer.abstained ? (
            <Refusal answer={answer} onOpen={onOpenHit} />
          ) : (
            <Given answer={answer} onOpen={(citation) => onOpenCitation(answer, citation)} />
          )}
          <WrittenBy answer={answer} />
          <footer class="row exchange-actions">
            <Feedback reply={answer} question={question} collection={collection} />
            <span class="row">
              <Link class="button" data-size="small" to={address("/why", { question, collection })}>
                {answer.abstained ? "Why no answer?" : "Why this answer?"}
              </Link>
              {!answer.abstained && <Copy answer={answer} />}
            </span>
          </footer>
        </>
      )}
    </article>
  );
}

function Waiting({ passages, sentences }: { passages: number; sentences: string[] }) {
  if (sentences.length > 0) return <p class="answer-sentence">{sentences.join(" ")}</p>;
  return <p class="quiet waiting">{passages ? `Reading ${passages} passages …` : "Searching the documents …"}</p>;
}

function Given({ answer, onOpen }: { answer: Answer; onOpen: (citation: number) => void }) {
  return (
    <>
      {answer.parts?.length ? (
        <Parts answer={answer} onOpen={onOpen} />
      ) : (
        <AnswerText sentences={answer.sentences} citations={answer.citations} onOpen={onOpen} />
      )}
      <Confidence confidence={answer.confidence} />
      <Sources citations={answer.citations} onOpen={onOpen} />
    </>
  );
}

function Copy({ answer }: { answer: Answer }) {
  const [said, setSaid] = useState("Copy with sources");
  const copy = () =>
    navigator.clipboard.writeText(asText(answer)).then(
      () => setSaid("Copied"),
      () => setSaid("The browser did not allow it"),
    );
  return (
    <Button size="small" onClick={copy}>
      <span aria-live="polite">{said}</span>
    </Button>
  );
}

/** The answer and its quotes as plain text. */
function asText({ sentences, citations, parts }: Answer): string {
  const said = sentences.map(({ text, citations: marks }) => [text, ...marks.map((n) => `[${n + 1}]`)].join(" "));
  const proofs = citations.map((citation: Citation, n) => `[${n + 1}] "${citation.quote}" (${placeOf(citation)})`);
  const apart = parts?.map(({ question, reason, abstained, begin, end }) =>
    [question, abstained ? asSentence(reason) : said.slice(begin, end).join(" "), ""].join("\n"),
  );
  return [...(apart?.length ? apart : [said.join(" "), ""]), ...proofs].join("\n");
}
