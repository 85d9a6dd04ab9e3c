import type { ButtonHTMLAttributes, ComponentChildren } from "preact";

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: "plain" | "primary" | "danger" | "quiet";
  size?: "medium" | "small";
  type?: "button" | "submit";
  disabled?: boolean;
  children: ComponentChildren;
}

/** A button; `primary` at most once in a view. */
export function Button({ kind = "plain", size = "medium", type = "button", children, ...rest }: Props) {
  return (
    <button {...rest} type={type} class={`button ${rest.class ?? ""}`} data-kind={kind} data-size={size}>
      {children}
    </button>
  );
}
