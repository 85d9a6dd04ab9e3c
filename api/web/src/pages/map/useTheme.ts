import { useEffect, useState } from "preact/hooks";
import { DARK, LIGHT, type Theme } from "./draw/palette";

/** The colours of the map under the theme that the pages are shown in, which may change at any time. */
export function useTheme(): Theme {
  const [theme, setTheme] = useState(current);
  useEffect(() => {
    const watch = new MutationObserver(() => setTheme(current()));
    watch.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    return () => watch.disconnect();
  }, []);
  return theme;
}

function current(): Theme {
  return document.documentElement.dataset.theme === "dark" ? DARK : LIGHT;
}
