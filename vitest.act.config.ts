import { defineConfig } from "vitest/config";

/** Workflow runs by act: they need a program that `npm ci` does not bring, so `npm test` leaves them out. */
export default defineConfig({
  logLevel: "error",
  test: {
    include: ["test/act/**/*.act.ts"],
    globalSetup: "test/act/find-act.ts",
    maxWorkers: 2,
    server: {
      // These packages import JSON without attributes, which Node refuses.
      deps: { inline: [/@actions\/(workflow-parser|languageservice|expressions)/] },
    },
  },
});
