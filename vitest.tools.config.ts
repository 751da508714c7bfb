import { defineConfig } from "vitest/config";
import base from "./vitest.config.ts";

/** One migration tool after the other on real servers: minutes of starting programs, so `npm test` leaves them out. */
export default defineConfig({
  ...base,
  test: { ...base.test, include: ["test/**/*.tool.ts"], globalSetup: "test/servers/install-tools.ts" },
});
