import type { ComponentChildren } from "preact";
import { go } from "../router";

interface Props {
  to: string;
  children: ComponentChildren;
  class?: string;
  title?: string;
  /** With the class `button`: which kind, and how large. */
  "data-kind"?: "primary";
  "data-size"?: "small";
  "aria-current"?: "page" | "true" | undefined;
  "aria-label"?: string;
}

/** A link between these pages. A new tab, a middle click and the like stay the browser's business. */
export function Link({ to, children, ...rest }: Props) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a {...rest} href={to} onClick={follow}>
      {children}
    </a>
  );
}
