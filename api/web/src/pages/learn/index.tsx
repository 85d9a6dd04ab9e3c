import { useState } from "preact/hooks";
import "../../nearness/nearness.css";
import "../../nearness/tokens.css";
import { address, useAddress } from "../../router";
import { Link } from "../../ui/Link";
import "./learn.css";
import { STEPS } from "./steps";
import { useTour } from "./useTour";

const QUESTION = "Which linguist said that you know a word by the company it keeps?";

/** A guided tour in a few steps, one at a time; the question that is typed goes along. */
export default function Learn() {
  const asked = Number(useAddress().searchParams.get("step"));
  const number = Number.isInteger(asked) && asked >= 1 && asked <= STEPS.length ? asked : 1;
  const progress = useTour();
  const [question, setQuestion] = useState(QUESTION);
  const step = STEPS[number - 1];
  if (!step) return null;
  return (
    <div class="learn stack">
      <header>
        <h1>From a question to a proof</h1>
        <p class="lead quiet">
          What happens between your question and its answer, in seven short steps. The models run on this machine, the
          documents are our samples. Type into everything.
        </p>
      </header>
      <Steps number={number} />
      <article class="step stack" key={number} aria-labelledby="step-title">
        <h2 id="step-title">
          <span class="step-number">{number}</span> {step.title}
        </h2>
        <step.Body question={question} onQuestion={setQuestion} progress={progress} />
      </article>
      <Onward number={number} />
    </div>
  );
}

function Steps({ number }: { number: number }) {
  return (
    <nav aria-label="Steps of the tour">
      <ol class="steps">
        {STEPS.map(({ short }, place) => (
          <li key={short}>
            <Link to={stepAt(place + 1)} aria-current={place + 1 === number ? "page" : undefined}>
              <span class="step-dot">{place + 1}</span> <span class="step-short">{short}</span>
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Onward({ number }: { number: number }) {
  return (
    <p class="row onward">
      {number > 1 && (
        <Link class="button" to={stepAt(number - 1)}>
          Back
        </Link>
      )}
      {number < STEPS.length ? (
        <Link class="button onward-next" to={stepAt(number + 1)}>
          Next: {STEPS[number]?.short}
        </Link>
      ) : (
        <Link class="button onward-next" to="/documents">
          Now with your own documents
        </Link>
      )}
    </p>
  );
}

function stepAt(number: number): string {
  return address("/learn", { step: number });
}
