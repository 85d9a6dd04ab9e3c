import { useEffect, useRef } from "preact/hooks";

const REDUCED = "(prefers-reduced-motion: reduce)";

/** For the heading of a question: one that has just been asked is scrolled to; the focus stays where it is. */
export function useBroughtIntoView(justAsked: boolean) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!justAsked) return;
    const behavior = matchMedia(REDUCED).matches ? "instant" : "smooth";
    heading.current?.scrollIntoView({ block: "start", behavior });
  }, []);
  return heading;
}
