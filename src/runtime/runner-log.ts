import type { Log } from "../kit/effects.ts";

type Core = Pick<typeof import("@actions/core"), "info" | "warning" | "startGroup" | "endGroup">;

/** GitHub shows ten warnings of a step; the rest go into the log alone. */
const shownWarnings = 10;

/** The runner's log: text from outside can neither command the runner nor show a secret. */
export function runnerLog(core: Core, redact: (text: string) => string): Log {
  let warnings = 0;
  const harmless = (text: string) => redact(text).replace(/^(\s*)(?=::|##\[)/gm, "$1\u200b");
  return {
    info: (line) => core.info(harmless(line)),
    warn(line) {
      warnings += 1;
      if (warnings <= shownWarnings) core.warning(redact(line));
      else core.info(harmless(`Warning: ${line}`));
    },
    event: () => undefined,
    detail(title, lines) {
      core.startGroup(harmless(title));
      core.info(harmless(lines));
      core.endGroup();
    },
  };
}
