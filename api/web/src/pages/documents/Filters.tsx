import { useEffect, useId, useState } from "preact/hooks";
import { type Counts, type Selection, STATES } from "../../client/documents";
import { kindName } from "./names";
import { STATE_NAMES } from "./states";

const TYPING_MS = 250;

interface Props {
  selection: Selection;
  counts: Counts | null;
  onSelect: (changed: Partial<Selection>) => void;
}

/** Narrow the list by words, state and kind; each choice says how many it would list. */
export function Filters({ selection, counts, onSelect }: Props) {
  const [words, state, kind] = [useId(), useId(), useId()];
  const states = STATES.filter((name) => counts?.states[name] || name === selection.state);
  const kinds = Object.keys(counts?.media_types ?? {});
  if (selection.media_type && !kinds.includes(selection.media_type)) kinds.push(selection.media_type);
  return (
    <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <div class="field words">
        <label htmlFor={words}>Find a document</label>
        <Words id={words} value={selection.q} onChange={(q) => onSelect({ q })} />
      </div>
      <div class="field">
        <label htmlFor={state}>State</label>
        <select id={state} value={selection.state} onChange={(event) => onSelect({ state: event.currentTarget.value })}>
          <option value="">Any</option>
          {states.map((name) => (
            <option key={name} value={name}>
              {STATE_NAMES[name]} ({counts?.states[name] ?? 0})
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label htmlFor={kind}>Kind</label>
        <select
          id={kind}
          value={selection.media_type}
          onChange={(event) => onSelect({ media_type: event.currentTarget.value })}
        >
          <option value="">Any</option>
          {kinds.map((name) => (
            <option key={name} value={name}>
              {kindName(name)} ({counts?.media_types[name] ?? 0})
            </option>
          ))}
        </select>
      </div>
    </form>
  );
}

/** What is typed counts once the typing rests. */
function Words({ id, value, onChange }: { id: string; value: string; onChange: (words: string) => void }) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => onChange(typed), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <input
      id={id}
      type="search"
      maxLength={200}
      placeholder="Words of its title or name"
      value={typed}
      onInput={(event) => setTyped(event.currentTarget.value)}
    />
  );
}
