import type { Slot } from "../../../core/slots.ts";
import type { Effects } from "../../../kit/effects.ts";
import type { Readiness, ReleaseName } from "../../../stages/ports/host.ts";
import { askSlots } from "./answers.ts";
import { about, ask, type Commands, lastLines } from "./run.ts";

const pause = 500;

interface Wait {
  readonly slot: Slot;
  readonly release: ReleaseName;
  /** Milliseconds. */
  readonly within: number;
  readonly signal?: AbortSignal | undefined;
}

/** Asks the commands until they say that the release is ready, or that it will not be, or the time is up. */
export async function ready(commands: Commands, effects: Effects, wait: Wait): Promise<Readiness> {
  const { release, within, signal } = wait;
  const start = effects.monotonic();
  for (;;) {
    signal?.throwIfAborted();
    const answer = await askOnce(commands, wait);
    const took = Math.round(effects.monotonic() - start);
    if (answer.kind === "ready") return { ready: true, took };
    const isLate = effects.monotonic() - start + pause >= within;
    const why = isLate ? `${release.commit} was not ready within ${within} ms; at last: ${answer.why}` : answer.why;
    if (answer.kind === "never" || isLate) return notReady(commands, wait, why, answer.said);
    await effects.sleep(pause, signal);
  }
}

type Answer =
  | { readonly kind: "ready" }
  | { readonly kind: "waiting" | "never"; readonly why: string; readonly said: string };

async function askOnce(commands: Commands, { slot, release, signal }: Wait): Promise<Answer> {
  const told = await askSlots(commands, signal);
  const { said } = told;
  const state = told[slot];
  if (state.status === "empty") return { kind: "never", why: "the slot is empty", said };
  if (state.commit !== release.commit) return { kind: "never", why: `it holds commit ${state.commit}`, said };
  if (state.status === "stopped") return { kind: "never", why: "nothing runs there", said };
  if (commands.ready === undefined) {
    return state.status === "ready" ? { kind: "ready" } : { kind: "waiting", why: `it is ${state.status}`, said };
  }
  const result = await ask(commands, commands.ready, about(slot, release), { signal });
  if (result.code === 0) return { kind: "ready" };
  const why = `\`command-ready\` ended with code ${result.code}`;
  return { kind: result.code === 1 ? "waiting" : "never", why, said: lastLines(result) };
}

async function notReady(commands: Commands, { slot, release }: Wait, why: string, said: string): Promise<Readiness> {
  const told = `slot \`${slot}\`: ${why}`;
  if (commands.log === undefined) return { ready: false, why: told, lastLines: said };
  const log = await ask(commands, commands.log, about(slot, release));
  return { ready: false, why: told, lastLines: lastLines(log) };
}
