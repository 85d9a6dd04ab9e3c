// Questions that were refused or judged wrong, beside what the corpus holds: what is missing.
import { useEffect, useState } from "preact/hooks";
import { type AskedQuestion, type Coverage, coverage } from "../../../client/map";
import { Failure } from "../../../ui/Notice";
import { Progress } from "../../../ui/Progress";
import { useAtlas } from "../atlas";

interface Props {
  reply: Coverage | null;
  onReply: (reply: Coverage) => void;
}

export function Gaps({ reply, onReply }: Props) {
  const { collection, viewport } = useAtlas();
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    const leaving = new AbortController();
    coverage(collection, { signal: leaving.signal }).then(
      (found) => {
        onReply(found);
        if (found.questions.some(({ outside }) => outside)) viewport.travelTo(RIM);
        else if (found.questions.length) viewport.travelToWhole();
      },
      (problem) => leaving.signal.aborted || setError(problem),
    );
    return () => leaving.abort();
  }, [collection]);
  return (
    <div class="stack">
      <p class="small quiet">
        Questions that got no answer, or one that readers disliked. Those on the rim of the map are like nothing in your
        documents: something should be written there.
      </p>
      {error !== null && <Failure error={error} />}
      {!reply && error === null && <Progress label="Placing the questions" />}
      {reply && reply.questions.length === 0 && <p>No question was refused or disliked so far.</p>}
      {reply?.groups.map(({ group, label, questions, outside }) => (
        <section key={group} class="map-group">
          <header class="map-passage-head">
            {questions > 1 && <strong>{label}</strong>}
            <span class="quiet small">{outside === questions ? "nothing like it here" : "near, but no answer"}</span>
          </header>
          <ul>
            {reply.questions
              .filter((one) => one.group === group)
              .slice(0, 8)
              .map((one) => (
                <Question key={`${one.kind} ${one.question}`} question={one} />
              ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

const RIM = [
  { x: -1.2, y: -1.2 },
  { x: 1.2, y: 1.2 },
];

function Question({ question }: { question: AskedQuestion }) {
  const { viewport, open } = useAtlas();
  const { chunk_id: nearest } = question;
  return (
    <li>
      <button type="button" class="map-open" onClick={() => viewport.travelTo([question])}>
        {question.question}
      </button>{" "}
      <span class="small quiet">
        {question.kind === "refused" ? "refused" : "disliked"}
        {question.times > 1 && ` ${question.times} times`}
        {nearest !== null && (
          <>
            ,{" "}
            <button type="button" class="map-open" onClick={() => open(nearest, true)}>
              nearest passage
            </button>{" "}
            (cosine {question.cosine?.toFixed(2) ?? "unknown"})
          </>
        )}
      </span>
    </li>
  );
}
