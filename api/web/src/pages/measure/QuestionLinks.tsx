import { useCollection } from "../../collection";
import { address } from "../../router";
import { Link } from "../../ui/Link";

/** A question, and the ways to look into it: ask it now, or see what became of every passage. */
export function QuestionLinks({ question }: { question: string }) {
  const query = { question, collection: useCollection() };
  return (
    <div>
      <strong class="asked">{question}</strong>
      <span class="small">
        <Link to={address("/", query)} aria-label={`Ask: ${question}`}>
          Ask
        </Link>
        {" · "}
        <Link to={address("/why", query)} aria-label={`Why: ${question}`}>
          Why
        </Link>
      </span>
    </div>
  );
}
