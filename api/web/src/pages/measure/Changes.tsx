import { useState } from "preact/hooks";
import type { Change, Outcome } from "../../client/evaluations";
import { useCollection } from "../../collection";
import { address } from "../../router";
import { Button } from "../../ui/Button";
import { Link } from "../../ui/Link";

const VERDICTS = ["better", "worse", "same"] as const;
const WORDS: Record<Outcome, string> = { right: "right", abstained: "withheld", wrong: "wrong" };
const AT_FIRST = 12;

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
  const collection = useCollection();
  return (
    <div class="scroll-x">
      <table class="lost">
        <thead>
          <tr>
            <th scope="col">Question</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
            <th scope="col">
              <span class="visually-hidden">Look into it</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ id, question, before, after }) => (
            <tr key={id}>
              <td class="asked">{question}</td>
              <td data-outcome={before}>{WORDS[before]}</td>
              <td data-outcome={after}>{WORDS[after]}</td>
              <td>
                <Link to={address("/why", { question, collection })} aria-label={`Why: ${question}`}>
                  Why
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
