import { strength } from "./marks";
import { shown } from "./words";

interface Props {
  label: string;
  vector: number[];
  /** The value that gets the full colour; the same for strips that are compared. */
  most: number;
}

/** A vector as coloured cells, one a number, in reading order. */
export function VectorStrip({ label, vector, most }: Props) {
  const first = vector.slice(0, 4).map((value) => shown(value, 3));
  return (
    <figure class="vector">
      <figcaption class="small">
        <strong>{label}</strong>{" "}
        <span class="quiet">
          {first.join(", ")} … and {vector.length - first.length} more numbers
        </span>
      </figcaption>
      <div class="vector-cells" role="img" aria-label={`${vector.length} numbers of ${label} as coloured cells`}>
        {vector.map((value, place) => (
          <i
            key={place}
            data-sign={value < 0 ? "minus" : "plus"}
            style={{ "--strength": strength(value, most) }}
            title={`number ${place + 1}: ${shown(value, 3)}`}
          />
        ))}
      </div>
    </figure>
  );
}

/** The largest size of a number in these vectors. */
export function largest(vectors: number[][]): number {
  return Math.max(0, ...vectors.flat().map(Math.abs));
}

/** How the colours of a strip are read. */
export function VectorLegend({ most }: { most: number }) {
  return (
    <p class="heat-legend small quiet">
      <span>{shown(-most)}</span>
      <span class="vector-scale" aria-hidden="true" />
      <span>{shown(most)}</span>
    </p>
  );
}
