import process from "node:process";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // Packages that ship source maps without sources fill the screen with warnings.
  logLevel: "error",
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "test/servers/install.ts",
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Tests start real servers and watch clocks: more workers than cores would make them wait for each other.
    maxWorkers: 2,
    // A machine that others share stands still now and then; the log marks what passed only the second time,
    // but only where it was slow.
    retry: process.env.CI === undefined ? 0 : 1,
    server: {
      // These packages import JSON without attributes, which Node refuses.
      deps: { inline: [/@actions\/(workflow-parser|languageservice|expressions)/] },
    },
  },
});
