import { useState } from "preact/hooks";
import type { Answer, Citation, Hit } from "../../client/ask";
import { Feedback } from "../../feedback/Feedback";
import { Button } from "../../ui/Button";
import { Failure } from "../../ui/Notice";
import { AnswerText } from "./AnswerText";
import { Confidence } from "./Confidence";
import type { Exchange as Exchanged } from "./conversation";
import { Parts } from "./Parts";
import { placeOf } from "./Proof";
import { Refusal } from "./Refusal";
import { Sources } from "./Sources";
import { useBroughtIntoView } from "./useBroughtIntoView";
import { WhyLink } from "./WhyLink";
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
          <Said
            answer={answer}
            collection={collection}
            onOpen={(citation) => onOpenCitation(answer, citation)}
            onOpenHit={onOpenHit}
          />
          <WrittenBy answer={answer} />
          <footer class="row exchange-actions">
            <Feedback reply={answer} question={question} collection={collection} />
            <span class="row">
              {!answer.parts?.length && (
                <WhyLink
                  question={answer.standalone_question ?? question}
                  collection={collection}
                  abstained={answer.abstained}
                />
              )}
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

interface SaidProps {
  answer: Answer;
  collection: string;
  onOpen: (citation: number) => void;
  onOpenHit: (hit: Hit) => void;
}

function Said({ answer, collection, onOpen, onOpenHit }: SaidProps) {
  const apart = answer.parts?.length ? <Parts answer={answer} collection={collection} onOpen={onOpen} /> : null;
  if (answer.abstained) {
    return (
      <Refusal answer={answer} onOpen={onOpenHit}>
        {apart ?? <p class="quiet">{asSentence(answer.reason)}</p>}
      </Refusal>
    );
  }
  return (
    <>
      {apart ?? <AnswerText sentences={answer.sentences} citations={answer.citations} onOpen={onOpen} />}
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
