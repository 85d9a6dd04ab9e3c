// Two runs over the same questions: which figures moved by more than chance, and which questions changed.
import { compareRuns, type RunSummary } from "../../client/evaluations";
import { useCollection } from "../../collection";
import { Failure } from "../../ui/Notice";
import { Changes } from "./Changes";
import { Differences } from "./Differences";
import { useLoaded } from "./load";

export function Comparison({ before, after }: { before: RunSummary; after: RunSummary }) {
  const collection = useCollection();
  const { data, error } = useLoaded(
    (signal) => compareRuns(before.id, after.id, collection, { signal }),
    [before.id, after.id, collection],
  );
  const left = data ? data.only_before + data.only_after : 0;
  return (
    <section class="card" aria-labelledby="comparison">
      <h2 id="comparison">What changed</h2>
      <p class="quiet">
        From “{before.name}” to “{after.name}”{data && `, over the ${data.questions} questions that both have`}
        {left > 0 && ` (${left} that only one has are left out)`}.
      </p>
      {error !== null && <Failure error={error} />}
      {!data && error === null && <p class="quiet">Comparing …</p>}
      {data && (
        <>
          <Changes changes={data.changes} />
          <Differences figures={data.figures} />
        </>
      )}
    </section>
  );
}
