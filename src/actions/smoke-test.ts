import { defineAction } from "../kit/action.ts";
import { InputError } from "../kit/errors.ts";
import { runSmokeTests } from "../stages/pipeline.ts";
import { type CheckResult, ChecksFailed } from "../stages/smoke-test.ts";
import { runStage, type StandsAlone } from "./begin.ts";
import { smokeTestSection } from "./sections/smoke-test.ts";

/** What is live already can be checked again at any time. */
const liveAlone: StandsAlone = ({ settings }, { live }, commit) => {
  return live?.commit === commit && settings.items(smokeTestSection).every(({ values }) => values.target === "live");
};

/** The action `smoke-test`. */
export const smokeTest = defineAction({
  ...smokeTestSection,
  summary: "Check that an address serves this very release, and then that it works.",
  outputs: { passed: "How many checks passed.", failed: "How many checks failed." },
  run: (task) =>
    runStage(
      task,
      "smoke-test",
      async ({ context, chain, sections }, told) => {
        const [item] = sections.settings.items(smokeTestSection);
        const target = item?.values.target ?? "idle";
        if (target === "live" && chain.smoke("idle").every(({ liveUrl }) => liveUrl === null)) {
          throw new InputError([{ where: "smoke-test: url", what: "is needed with `target: live`" }]);
        }
        const results = await runSmokeTests(context, chain, target).catch((error: unknown) => {
          if (error instanceof ChecksFailed) Object.assign(told, counts(error.results));
          throw error;
        });
        return counts(results);
      },
      liveAlone,
    ),
});

function counts(results: readonly CheckResult[]): Record<"passed" | "failed", string> {
  const failed = results.filter(({ failure }) => failure !== null).length;
  return { passed: String(results.length - failed), failed: String(failed) };
}
