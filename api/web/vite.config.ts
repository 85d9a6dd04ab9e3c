/// <reference types="vitest/config" />
import { defineConfig } from "vite";

// Built next to the server's code, where the Python package takes it from. Nothing is inlined: the pages' content
// security policy allows files of the own origin only.
export default defineConfig({
  build: {
    outDir: "../pages",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
  },
  test: { environment: "node", include: ["src/**/*.test.ts"] },
});
