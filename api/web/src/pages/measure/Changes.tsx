import { useState } from "preact/hooks";
import type { Change, Outcome } from "../../client/evaluations";
import { Button } from "../../ui/Button";
import { QuestionLinks } from "./QuestionLinks";

const VERDICTS = ["better", "worse", "same"] as const;
const WORDS: Record<Outcome, string> = { right: "right", abstained: "withheld", wrong: "wrong" };
const AT_FIRST = 8;

/** The questions that got better, worse, or stayed as they were. */
export function Changes({ changes }: { changes: readonly Change[] }) {
  const counts = { better: 0, worse: 0, same: 0 };
  for (const change of changes) counts[change.verdict] += 1;
  const [verdict, setVerdict] = useState<Change["verdict"]>(counts.worse || !counts.better ? "worse" : "better");
  const [all, setAll] = useState(false);
  const shown = changes.filter((change) => change.verdict === verdict);
  return (
    <>
      <div class="stages" role="group" aria-label="How the questions changed">
        {VERDICTS.map((one) => (
          <button
            key={one}
            type="button"
            class="stage"
            data-verdict={one}
            aria-pressed={one === verdict}
            onClick={() => setVerdict(one)}
          >
            <strong>{counts[one]}</strong> {one}
          </button>
        ))}
      </div>
      {shown.length === 0 ? <p>No question.</p> : <Questions changes={all ? shown : shown.slice(0, AT_FIRST)} />}
      {!all && shown.length > AT_FIRST && <Button onClick={() => setAll(true)}>Show all {shown.length}</Button>}
    </>
  );
}

function Questions({ changes }: { changes: readonly Change[] }) {
  return (
    <ul class="questions">
      {changes.map(({ id, question, before, after, rank_before, rank_after }) => (
        <li key={id}>
          <QuestionLinks question={question} />
          <p>
            <span data-outcome={before}>{WORDS[before]}</span>
            {" → "}
            <span data-outcome={after}>{WORDS[after]}</span>
            {rank_before !== rank_after && (
              <span class="small quiet figures">
                document {place(rank_before)}, then {place(rank_after)}
              </span>
            )}
          </p>
        </li>
      ))}
    </ul>
  );
}

function place(rank: number | null): string {
  return rank === null ? "not found" : `in place ${rank}`;
}
