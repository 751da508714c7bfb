import { resolve } from "node:path";
import { isSlot, other, type Slot } from "../../src/core/slots.ts";
import { InputError, RefusedError, ServiceError } from "../../src/kit/errors.ts";
import { text } from "../../src/kit/fields.ts";
import { defineAdapter } from "../../src/kit/registry.ts";
import type { Router } from "../../src/stages/ports/router.ts";

/** Splits the traffic by one line in a file, such as `blue 90 green 10`; the active slot stands first. */
export const fileWeightRouter = defineAdapter<Router>()({
  name: "file-weight",
  summary: "One line in a file that your own front door reads.",
  inputs: {
    "file-weight-path": text({ description: "The file; its line is `blue 100 green 0` at first.", required: true }),
  },
  open(inputs, { effects }) {
    const path = resolve(effects.folder, inputs["file-weight-path"]);
    let known: string | null = null;
    const look = async () => parse(path, (await effects.exec.readFile(path)) ?? "");
    const write = async (raw: string) => {
      await effects.exec.writeFile(path, raw, { mode: 0o644 });
      // A write counts only after it was read back.
      if ((await effects.exec.readFile(path)) !== raw) throw edited(path);
      known = raw;
    };
    const change = async (decide: (line: Line) => string) => {
      const line = await look();
      if (known !== null && line.raw !== known) throw edited(path);
      await write(decide(line));
    };
    return {
      granularity: "any",
      async read() {
        const { first, weight, raw } = await look();
        known = raw;
        return { active: weight > 50 ? other(first) : first, weight: Math.min(weight, 100 - weight), raw };
      },
      async setWeight(to, share) {
        if (!Number.isInteger(share) || share < 0 || share > 100) {
          throw new InputError(`a weight is a whole percentage from 0 to 100, not \`${share}\``);
        }
        await change(({ first }) => lineOf(first, to === first ? 100 - share : share));
      },
      async promote(to) {
        await change((line) => {
          if (shareOf(line, to) === 100) return lineOf(to, 0);
          throw new RefusedError(`slot \`${to}\` gets ${shareOf(line, to)} % and cannot be promoted`);
        });
      },
      // Nobody tells whether the front door has read the file: `unknown` is an honest answer.
      verify: async (to, share) => (shareOf(await look(), to) === share ? "unknown" : "not-yet"),
      inFlight: async () => null,
      restore: async (raw) => write(parse(path, raw).raw),
    };
  },
});

interface Line {
  readonly first: Slot;
  /** Percent to the slot that is not first. */
  readonly weight: number;
  readonly raw: string;
}

function parse(path: string, raw: string): Line {
  const [first, a, second, b] = raw.trimEnd().split(" ");
  const isWhole = isSlot(first) && second === other(first) && raw === lineOf(first, Number(b));
  if (isWhole && Number(a) >= 0 && Number(b) >= 0) return { first, weight: Number(b), raw };
  throw new ServiceError(`\`${path}\` holds no split between blue and green`, {
    hint: "Write one line into it, with the slot that is live now first: `blue 100 green 0`.",
  });
}

function lineOf(first: Slot, weight: number): string {
  return `${first} ${100 - weight} ${other(first)} ${weight}\n`;
}

function shareOf({ first, weight }: Line, slot: Slot): number {
  return slot === first ? 100 - weight : weight;
}

function edited(path: string): RefusedError {
  return new RefusedError(`somebody else has changed \`${path}\` in the meantime`, {
    hint: "Find out who; `deploy-actions rollback` puts all traffic back to the last good release.",
  });
}
