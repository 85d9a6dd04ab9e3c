const UP = "M7 10v10H4V10h3Zm2 10V10l4-7c1.5 0 2.3 1.2 2 2.6L14.2 9H19a2 2 0 0 1 2 2.4l-1.4 7a2 2 0 0 1-2 1.6H9Z";

/** A thumb, up or down; the words beside it say the same. */
export function Thumb({ verdict }: { verdict: "up" | "down" }) {
  return (
    <svg class="thumb" viewBox="0 0 24 24" aria-hidden="true">
      <path d={UP} transform={verdict === "down" ? "rotate(180 12 12)" : undefined} />
    </svg>
  );
}
