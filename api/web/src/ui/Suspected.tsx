/** That a passage speaks to a language model, and what shows it; the words are those of the document. */
export function Suspected({ reasons }: { reasons: readonly string[] }) {
  return (
    <div class="suspected small">
      <span class="suspected-badge">Speaks to a language model</span>
      <ul>
        {reasons.map((reason, place) => (
          <li key={place}>{reason}</li>
        ))}
      </ul>
    </div>
  );
}
