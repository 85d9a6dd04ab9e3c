// Every page: its path, its name in the menu (null: reached from elsewhere), and its code, loaded when it is opened.
import type { ComponentType } from "preact";

export interface PageEntry {
  path: string;
  label: string | null;
  title: string;
  /** Whether it takes the whole width of the window. */
  wide?: boolean;
  load: () => Promise<{ default: ComponentType }>;
}

// The server knows the same paths: PAGES in api/routes/page.py.
export const PAGES: readonly PageEntry[] = [
  { path: "/", label: "Ask", title: "Ask your documents", load: () => import("./pages/ask") },
  { path: "/documents", label: "Documents", title: "Documents", load: () => import("./pages/documents") },
  { path: "/map", label: "Map", title: "Map of the passages", wide: true, load: () => import("./pages/map") },
  { path: "/measure", label: "Measure", title: "How good are the answers?", load: () => import("./pages/measure") },
  { path: "/similar", label: "Similarity", title: "Similarity", load: () => import("./pages/similar") },
  { path: "/why", label: null, title: "Why this, why not that?", load: () => import("./pages/why") },
  { path: "/source", label: null, title: "A source", load: () => import("./pages/source") },
  { path: "/learn", label: "Learn", title: "How it works", load: () => import("./pages/learn") },
];
