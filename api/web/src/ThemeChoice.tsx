import { useState } from "preact/hooks";
import { type Choice, choose, chosen } from "./theme";

/** Light, dark, or as the system has it. */
export function ThemeChoice() {
  const [choice, setChoice] = useState(chosen());
  return (
    <select
      aria-label="Colours"
      value={choice}
      onChange={(event: Event) => {
        const wanted = (event.currentTarget as HTMLSelectElement).value as Choice;
        choose(wanted);
        setChoice(wanted);
      }}
    >
      <option value="system">Auto</option>
      <option value="light">Light</option>
      <option value="dark">Dark</option>
    </select>
  );
}
