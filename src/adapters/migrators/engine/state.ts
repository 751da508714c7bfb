import { InputError } from "../../../kit/errors.ts";
import type { Fields } from "../../../kit/fields.ts";
import type { Migration, MigrationState } from "../../../stages/ports/migrator.ts";
import { readHistory } from "./catalogue.ts";
import { compare } from "./compare.ts";
import type { Listed, Setup, Tool } from "./declaration.ts";

/** Files and history of one tool in one folder, read again every time. */
export interface Look {
  state(): Promise<MigrationState>;
  files(): Promise<readonly Listed[]>;
  /** The file of a migration as it was last seen, or undefined where there is none. */
  file(migration: Migration): Promise<Listed | undefined>;
}

export function lookAt<F extends Fields>(tool: Tool<F>, setup: Setup<F>): Look {
  let seen: ReadonlyMap<string, Listed> | null = null;
  let isAsked = false;
  const files = async () => {
    return remember((await tool.look?.(setup))?.files ?? (await tool.list(setup)));
  };
  const remember = (listed: readonly Listed[]) => {
    refuseTwins(tool.name, listed);
    seen = new Map(listed.map((file) => [file.version, file]));
    return listed;
  };
  return {
    files,
    async state() {
      // Whether it is the right database was proven by the first look; each look more costs a session.
      if (!isAsked) await setup.target.identity();
      isAsked = true;
      const told = await tool.look?.(setup);
      const listed = remember(told?.files ?? (await tool.list(setup)));
      const history = told?.history ?? (await readHistory(setup, tool.history(setup), listed));
      const compared = compare(listed, history, tool.isOrdered !== false);
      return { ...compared, problems: [...compared.problems, ...(tool.problems?.(setup, listed, history) ?? [])] };
    },
    async file({ version }) {
      if (seen === null) await files();
      return seen?.get(version);
    },
  };
}

function refuseTwins(name: string, files: readonly Listed[]): void {
  const counts = new Map<string, number>();
  for (const { version } of files) counts.set(version, (counts.get(version) ?? 0) + 1);
  const twins = files.filter(({ version }) => (counts.get(version) ?? 0) > 1);
  if (twins.length === 0) return;
  const names = twins.map((file) => `\`${file.name}\``).join(", ");
  throw new InputError([{ where: `${name}-migrations`, what: `two migrations have the same version: ${names}` }], {
    hint: "Give one of them another version; the history table cannot tell them apart.",
  });
}
