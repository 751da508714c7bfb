import { InputError } from "../../../kit/errors.ts";
import type { Fields } from "../../../kit/fields.ts";
import type { Listed, Setup } from "../engine/declaration.ts";
import { listFiles } from "../engine/files.ts";

const form = {
  tool: "typeorm",
  pattern: /^(.+(?<!\.d)\.(?:[cm]?js|[cm]?ts))$/,
  example: "1767225600000-AddX.js",
};

/** A class is a migration by the thirteen digits at the end of its name, and these are its place. */
const className = /\bclass\s+(\w+)/g;
/** The `name` of a class goes before its own. */
const givenName = /^\s*(?:this\.)?name\s*(?::\s*string\s*)?=\s*["'`](\w+\d{13})["'`]/m;

/** The migrations in the order of their timestamps, whatever their files are called. */
export async function typeormFiles<F extends Fields>(setup: Setup<F>): Promise<readonly Listed[]> {
  const files = await listFiles(setup, form);
  const found = await Promise.all(
    files.map(async ({ name, path }) => {
      const text = (await setup.exec.readFile(path)) ?? "";
      const classes = [...text.matchAll(className)].map(([, word = ""]) => word);
      const given = classes.length === 1 ? givenName.exec(text)?.[1] : undefined;
      const versions = given === undefined ? classes.filter((word) => /\d{13}$/.test(word)) : [given];
      if (versions.length === 0) throw unreadable(name);
      return versions.map((version): Listed => ({ version, name, path }));
    }),
  );
  return found.flat().sort((a, b) => timestamp(a) - timestamp(b));
}

function timestamp({ version }: Listed): number {
  return Number(version.slice(-13));
}

function unreadable(file: string): InputError {
  const what = `\`${file}\` has no class whose name ends in thirteen digits, as TypeORM wants of a migration`;
  return new InputError([{ where: "typeorm-migrations", what }], {
    hint: "Keep other files out of the folder of the migrations.",
  });
}
