import type { Answer } from "../../client/ask";

/** Who wrote the answer, where it is no quote, and what else there is to know about it. */
export function WrittenBy({ answer }: { answer: Answer }) {
  const said = answer.notes ?? [];
  const written = answer.generator && answer.generator !== "reader" && !answer.abstained;
  if (!written && said.length === 0) return null;
  return (
    <p class="written-by quiet small">
      {written && `Written by ${answer.generator}, each sentence held to the sources. `}
      {said.join(" ")}
    </p>
  );
}
