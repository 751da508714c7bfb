import * as z from "zod/mini";
import { ServiceError } from "../../../kit/errors.ts";
import type { Words } from "../../../kit/executor.ts";
import type { Fields } from "../../../kit/fields.ts";
import type { Setup, Told, Tool } from "../engine/declaration.ts";
import { askTool } from "../engine/run.ts";

const migration = z.object({ version: z.string().check(z.minLength(1)), name: z.optional(z.string()) });
const shape = z.object({
  applied: z.array(migration),
  pending: z.array(migration),
  missing: z.optional(z.array(z.string())),
});

/** What `command-status` prints; null where there is no such command. */
export async function askStatus<F extends Fields>(tool: Tool<F>, setup: Setup<F>): Promise<Told | null> {
  const program = (setup.inputs as Readonly<Record<string, Words | undefined>>)["command-status"];
  if (program === undefined) return null;
  const { stdout } = await askTool(tool, setup, { program, words: [] });
  const read = shape.safeParse(parsed(stdout));
  if (!read.success) throw unreadable(program[0]);
  const { applied, pending, missing = [] } = read.data;
  const named = ({ version, name = version }: z.infer<typeof migration>) => ({ version, name });
  const known = applied.filter(({ version }) => !missing.includes(version));
  return { files: [...known, ...pending].map(named), history: applied.map(named) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function unreadable(program: string): ServiceError {
  return new ServiceError(`\`${program}\` did not print a status that can be read`, {
    hint: 'Let `command-status` print {"applied":[{"version":"1","name":"a"}],"pending":[]} and nothing else on standard output.',
  });
}
