import { createHash } from "node:crypto";
import { join } from "node:path";
import * as z from "zod/mini";
import { InputError } from "../../../kit/errors.ts";
import type { Fields } from "../../../kit/fields.ts";
import type { Listed, Setup } from "../engine/declaration.ts";

const journalShape = z.object({ entries: z.array(z.object({ when: z.number(), tag: z.string() })) });

/** The migrations of the journal in its order, which is the order in which Drizzle applies them. */
export async function drizzleFiles<F extends Fields>({ exec, migrations }: Setup<F>): Promise<readonly Listed[]> {
  const journal = join(migrations, "meta", "_journal.json");
  const { entries } = read(journal, await exec.readFile(journal));
  if (entries.length === 0) throw refusal(`\`${journal}\` names no migration`);
  const strays = (await exec.list(migrations)).filter((name) => {
    return /^\d+_.+\.sql$/.test(name) && !entries.some(({ tag }) => `${tag}.sql` === name);
  });
  if (strays.length > 0) {
    const names = strays.map((name) => `\`${name}\``).join(", ");
    throw refusal(`${names} is not in the journal: Drizzle would never apply it`);
  }
  return Promise.all(
    entries.map(async ({ when, tag }) => {
      const path = join(migrations, `${tag}.sql`);
      const text = await exec.readFile(path);
      if (text === null) throw refusal(`the journal names \`${tag}\`, but there is no \`${tag}.sql\``);
      const checksum = createHash("sha256").update(text).digest("hex");
      return { version: String(when), name: `${tag}.sql`, path, checksum };
    }),
  );
}

function read(path: string, text: string | null): z.infer<typeof journalShape> {
  if (text === null) throw refusal(`there is no migration: \`${path}\` is not there`);
  try {
    return z.parse(journalShape, JSON.parse(text));
  } catch (cause) {
    throw refusal(`\`${path}\` is no journal of Drizzle`, cause);
  }
}

function refusal(what: string, cause?: unknown): InputError {
  return new InputError([{ where: "drizzle-migrations", what }], {
    hint: "Set `drizzle-migrations` to the folder that `drizzle-kit generate` writes (its `out`), and check that the checkout holds all of it.",
    cause,
  });
}
