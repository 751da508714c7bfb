import type { Log } from "../kit/effects.ts";

type Core = Pick<typeof import("@actions/core"), "info" | "warning" | "startGroup" | "endGroup">;

/** GitHub shows ten warnings of a step; the rest go into the log alone. */
const shownWarnings = 10;

/** The text as the runner shows it and never obeys it: it takes `::` at the start of a line and `##[` anywhere for a command. */
export function harmless(text: string): string {
  return text.replace(/^([\s\u0085]*)(?=::)/gm, "$1\u200b").replace(/##(?=\[)/g, "##\u200b");
}

/** The runner's log: text from outside can neither command the runner nor show a secret. */
export function runnerLog(core: Core, redact: (text: string) => string): Log {
  let warnings = 0;
  const shown = (text: string) => harmless(redact(text));
  return {
    info: (line) => core.info(shown(line)),
    warn(line) {
      warnings += 1;
      if (warnings <= shownWarnings) core.warning(redact(line));
      else core.info(shown(`Warning: ${line}`));
    },
    event: () => undefined,
    detail(title, lines) {
      core.startGroup(shown(title));
      core.info(shown(lines));
      core.endGroup();
    },
  };
}
