// What became of the document that somebody misses, and what would bring it in.
import type { Change, Gap, Reach, Verdict } from "../../client/explain";
import { address } from "../../router";
import { Button } from "../../ui/Button";
import { Link } from "../../ui/Link";
import { fileName } from "./names";

interface Props {
  verdict: Verdict;
  /** The query of this page, to be changed by what helps. */
  query: { question: string; collection: string; k: number };
  onAsk: (document: string) => void;
}

const LOST: Record<NonNullable<Verdict["lost_at"]>, string> = {
  stored: "Not there to be found",
  filter: "Left out by the filter",
  fetched: "Not fetched",
  arranged: "Fetched, not shown",
  read: "Shown, not read",
  cited: "Read, not cited",
};

const REACHES: Record<Reach, string> = {
  fetched: "fetched, not shown",
  shown: "shown, not read",
  read: "read, not cited",
  cited: "cited",
};

export function VerdictCard({ verdict, query, onAsk }: Props) {
  const { uri, named, lost_at, text, gaps, changes, in_vain, suggestions } = verdict;
  return (
    <section class="card verdict" aria-live="polite" data-lost={lost_at ?? undefined}>
      <p class="verdict-stage">{lost_at ? LOST[lost_at] : "Cited"}</p>
      <h3>{uri ? fileName(uri) : named}</h3>
      <p>{text}</p>
      <Gaps gaps={gaps} />
      {changes.length > 0 && (
        <>
          <h4>What would bring it further</h4>
          <p class="small quiet">Each was tried: the whole search ran again with that change.</p>
          <ul class="changes">
            {changes.map((change) => (
              <ChangeLine key={change.text} change={change} query={query} document={uri ?? named} />
            ))}
          </ul>
        </>
      )}
      {in_vain.length > 0 && <p class="small quiet">Tried in vain: {in_vain.join("; ")}.</p>}
      {suggestions.length > 0 && (
        <div class="row">
          {suggestions.map((one) => (
            <Button key={one.id} size="small" onClick={() => onAsk(one.uri)}>
              {one.title ? `${one.title} (${fileName(one.uri)})` : fileName(one.uri)}
            </Button>
          ))}
        </div>
      )}
    </section>
  );
}

interface ChangeProps {
  change: Change;
  query: Props["query"];
  document: string;
}

function ChangeLine({ change, query, document }: ChangeProps) {
  const changed = changedQuery(change, query);
  return (
    <li data-reaches={change.reaches}>
      <span>{change.text}</span>
      <span class="change-reach">
        {REACHES[change.reaches]}
        {change.rank !== null && change.reaches !== "cited" ? `, at place ${change.rank}` : ""}
      </span>
      {changed && (
        <Link to={address("/why", { ...changed, document })} aria-label={`See it: ${change.text}`}>
          See it
        </Link>
      )}
    </li>
  );
}

/** The query of this page with a change, where it is one that can be asked for. */
function changedQuery({ kind, to }: Change, query: Props["query"]): Props["query"] | null {
  if (kind === "k" && typeof to === "number") return { ...query, k: to };
  if ((kind === "with_word" || kind === "without_word") && typeof to === "string") return { ...query, question: to };
  return null;
}

const GAPS: Record<Gap["stage"], string> = {
  dense: "by meaning",
  lexical: "by words",
  fused: "both together",
  shown: "shown",
  read: "chance that the passage answers",
  cited: "weight of its best sentence",
  span: "chance of its best words",
  confidence: "confidence",
};

function Gaps({ gaps }: { gaps: Gap[] }) {
  if (!gaps.length) return null;
  return (
    <dl class="gaps">
      {gaps.map(({ stage, rank, needed_rank, score, needed_score }) => (
        <div key={stage}>
          <dt>{GAPS[stage]}</dt>
          <dd>
            {(rank !== null || needed_rank !== null) && (
              <span>
                place <strong>{rank ?? "none"}</strong>
                {needed_rank !== null && `, needed ${needed_rank}`}
              </span>
            )}
            {(score !== null || needed_score !== null) && (
              <span>
                score <strong>{figure(score)}</strong>, needed {figure(needed_score)}
              </span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function figure(score: number | null): string {
  if (score === null) return "none";
  return Math.abs(score) < 0.01 && score !== 0 ? score.toExponential(0) : score.toFixed(Math.abs(score) < 1 ? 3 : 2);
}
