import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";

const source = (name: string) => JSON.stringify(join(import.meta.dirname, "../../src/runtime", name));

/** A program with the real effects that talks until it is cancelled, and then says on `stream` why. */
const program = (talkative: "stdout" | "stderr", told: "stdout" | "stderr") => `
  import { realEffects } from ${source("effects.ts")};
  import { createRedactor } from ${source("redactor.ts")};
  using effects = realEffects({ log: {}, redactor: createRedactor(() => {}), folder: ".", summary: async () => {} });
  const talking = setInterval(() => process.${talkative}.write("still here\\n"), 10);
  effects.signal.addEventListener("abort", () => {
    clearInterval(talking);
    process.${told}.write(effects.signal.reason.constructor.name + ": " + effects.signal.reason.message);
  });
  while (!effects.signal.aborted) await effects.sleep(10);`;

test.each([
  ["stdout", "stderr"],
  ["stderr", "stdout"],
] as const)(
  "when nobody reads %s any more, the run is cancelled and can put things back",
  async (talkative, told) => {
    const child = spawn(process.execPath, ["--input-type=module", "--eval", program(talkative, told)]);
    const said = text(child[told]);
    await once(child[talkative], "data");
    child[talkative].destroy();
    const [code] = await once(child, "close");
    expect(await said).toBe("CancelledError: cancelled, because nobody reads the output any more");
    expect(code).toBe(0);
  },
  20_000,
);
