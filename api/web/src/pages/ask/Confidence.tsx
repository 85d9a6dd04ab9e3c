import { percent, sureness } from "./words";

/** How sure the service is that the answer is right, in words, as a bar and as a number. */
export function Confidence({ confidence }: { confidence: number }) {
  return (
    <p class="confidence small">
      <meter min={0} max={1} value={confidence} aria-hidden="true" />
      <span>
        {sureness(confidence)} <span class="quiet">({percent(confidence)})</span>
      </span>
      <details>
        <summary>What does this mean?</summary>
        <p>
          The estimated probability that the answer is right, from how well the passages match the question and how
          clearly one of them answers it. The quotes are exact in any case: each was compared with the stored document,
          character by character.
        </p>
      </details>
    </p>
  );
}
