import { shown } from "./words";

/** A cosine as a number with a bar beside it; a negative one has none. */
export function Cosine({ value }: { value: number }) {
  return (
    <span class="cosine">
      <span class="cosine-bar" aria-hidden="true">
        <span style={{ inlineSize: `${Math.max(0, Math.min(1, value)) * 100}%` }} />
      </span>
      <span class="cosine-number">{shown(value)}</span>
    </span>
  );
}
