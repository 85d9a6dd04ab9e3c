import { useId } from "preact/hooks";
import { Button } from "../../ui/Button";

interface Props {
  label: string;
  value: string;
  onValue: (value: string) => void;
  /** Texts that can be put in by a click. */
  examples?: string[] | undefined;
}

/** A line to type into. */
export function Line({ label, value, onValue, examples = [] }: Props) {
  const field = useId();
  return (
    <div class="field">
      <label for={field}>{label}</label>
      <input id={field} value={value} maxLength={1000} onInput={(event) => onValue(event.currentTarget.value)} />
      {examples.length > 0 && (
        <div class="row examples">
          <span class="small quiet">Try</span>
          {examples.map((example) => (
            <Button key={example} size="small" onClick={() => onValue(example)}>
              {example}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}
