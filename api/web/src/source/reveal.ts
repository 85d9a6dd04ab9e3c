// Bringing a quote into view.

/** The class of what scrolls in the panel; on a page of its own the window does. */
export const SCROLLS = ".source-scroll";

const MARGIN = 96;

/** What scrolls an element: the panel's body, or the window. */
export function scroller(element: Element): Element {
  return element.closest(SCROLLS) ?? document.scrollingElement ?? document.documentElement;
}

/** Scroll to an element, unless it stands well in view already. */
export function reveal(element: Element): void {
  const { top, bottom, left, right } = element.getBoundingClientRect();
  const inView = top > MARGIN && bottom < innerHeight - MARGIN && left >= 0 && right <= innerWidth;
  if (!inView) element.scrollIntoView({ block: "center", inline: "center" });
}
