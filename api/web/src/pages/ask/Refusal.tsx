import type { ComponentChildren } from "preact";
import type { Answer, Hit } from "../../client/ask";
import { Button } from "../../ui/Button";
import { Suspected } from "../../ui/Suspected";
import { Quoted } from "./Quoted";
import { beginning, nameOf, percent, withoutBlankLines } from "./words";

interface Props {
  answer: Answer;
  /** Why there is none. */
  children: ComponentChildren;
  onOpen: (hit: Hit) => void;
}

const SHOWN = 3;

/** No answer: why not, and the passages that came nearest. */
export function Refusal({ answer, children, onOpen }: Props) {
  const nearest = answer.hits.slice(0, SHOWN);
  return (
    <div class="refusal">
      <p class="answer-sentence">I found no answer in these documents.</p>
      {children}
      {nearest.length > 0 && (
        <section aria-label="Nearest passages">
          <h3>The passages that came nearest, and why they did not do</h3>
          <ol class="nearest">
            {nearest.map((hit) => (
              <li key={hit.chunk_id}>
                <blockquote>
                  <Quoted text={beginning(withoutBlankLines(hit.text), 260)} />
                </blockquote>
                <p class="small">
                  <Button kind="quiet" size="small" onClick={() => onOpen(hit)}>
                    {nameOf(hit)}
                  </Button>
                  <span class="why-not">{whyNot(hit)}</span>
                </p>
                {hit.suspicion.length > 0 && <Suspected reasons={hit.suspicion} />}
              </li>
            ))}
          </ol>
        </section>
      )}
    </div>
  );
}

/** Why a passage did not do, from what the stages thought of it. */
export function whyNot({ scores }: Hit): string {
  const near = scores.dense === null ? "" : `nearness in meaning ${scores.dense.toFixed(2)}`;
  if (scores.read === null) return near ? `${near}; not read` : "found by its words; not read";
  const read = `answers the question with a probability of ${percent(scores.read)}`;
  return near ? `${near}; ${read}` : read;
}
