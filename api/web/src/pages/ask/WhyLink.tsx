import { address } from "../../router";
import { Link } from "../../ui/Link";

interface Props {
  question: string;
  collection: string;
  abstained: boolean;
}

/** To the page that shows how one question came to its answer, or to none. */
export function WhyLink({ question, collection, abstained }: Props) {
  return (
    <Link class="button" data-size="small" to={address("/why", { question, collection })}>
      {abstained ? "Why no answer?" : "Why this answer?"}
    </Link>
  );
}
