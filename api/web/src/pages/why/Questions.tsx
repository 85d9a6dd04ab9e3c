// Several questions that were asked at once, each explained by itself: one is shown.
import type { Explanation } from "../../client/explain";
import { Link } from "../../ui/Link";

interface Props {
  parts: readonly Explanation[];
  shown: Explanation | null | undefined;
  /** The address of a part, counted from 1. */
  to: (part: number) => string;
}

export function Questions({ parts, shown, to }: Props) {
  return (
    <nav class="why-questions" aria-label="The questions in this one">
      <p class="quiet small">These are {parts.length} questions, and each is answered by itself:</p>
      <ol class="row">
        {parts.map((part, place) => (
          <li key={part.question}>
            <Link class="button" to={to(place + 1)} aria-current={part === shown ? "true" : undefined}>
              {part.question}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}
