import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));

export default defineConfig({
  root,
  cacheDir: `${root}../build/cache/vite`,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2022",
    outDir: "dist",
    emptyOutDir: true,
    // The page's Content-Security-Policy has no data: for scripts and styles.
    assetsInlineLimit: 0,
  },
  worker: { format: "es" },
  // `npx vite dapp` beside a running `veriset serve`.
  server: {
    host: "127.0.0.1",
    proxy: {
      "/api": process.env.VERISET_SERVER ?? "http://127.0.0.1:8000",
      "/rpc": process.env.VERISET_SERVER ?? "http://127.0.0.1:8000",
    },
  },
  test: {
    projects: [
      { extends: true, test: { name: "unit", include: ["src/**/*.test.{ts,tsx}"] } },
      {
        extends: true,
        test: {
          name: "browser",
          include: ["tests/browser/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 180_000,
          globalSetup: ["tests/browser/support/global.ts"],
          // One chain and one browser at a time: the machine may have two cores.
          fileParallelism: false,
        },
      },
    ],
  },
});
