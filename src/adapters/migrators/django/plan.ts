import { CommandError, InputError } from "../../../kit/errors.ts";
import type { Listed } from "../engine/declaration.ts";
import type { Destination } from "../frameworks/destination.ts";

/** A migration as Django knows it. */
export interface Planned extends Listed {
  readonly app: string;
  /** Its name within the app. */
  readonly label: string;
  /** False where Python code is run: its SQL does not tell all. */
  readonly isSql: boolean;
  readonly isReversible: boolean;
  /** Its reverse does nothing. */
  readonly isIdle: boolean;
  /** What `migrate APP` has to be told, where that takes back exactly this one. */
  readonly back: string | null;
}

interface Told extends Destination {
  readonly plan: readonly {
    readonly app: string;
    readonly name: string;
    readonly path: string;
    readonly recorded: boolean;
    readonly settled: boolean;
    readonly replaces: readonly (readonly [string, string])[];
    readonly sql: boolean;
    readonly reversible: boolean;
    readonly idle: boolean;
    readonly back: string | null;
  }[];
}

/** Takes the answer of the script apart; whatever else the project prints is passed over. */
export function readPlan(output: string): { readonly destination: Destination; readonly plan: readonly Listed[] } {
  const line = /^deploy-actions (\{.*\})$/m.exec(output)?.[1];
  if (line === undefined) {
    throw new CommandError("Django did not tell its migrations", {
      exitCode: 0,
      output: output.slice(-2000),
      hint: "See that `django-command shell` runs code: it is called by `shell -c`.",
    });
  }
  const { host, port, database, plan } = JSON.parse(line) as Told;
  // What is settled is a squashed migration whose parts are all applied: Django only has to note it, and does by itself.
  const listed = plan.filter(({ settled }) => !settled).map(planned);
  const replaced = plan.flatMap(({ replaces }) => replaces).map(([app, name]) => `${app}.${name}`);
  return { destination: { host, port, database }, plan: [...[...new Set(replaced)].map(merely), ...listed] };
}

function planned({ app, name, path, sql, reversible, idle, back }: Told["plan"][number]): Planned {
  const version = `${app}.${name}`;
  return { version, name: version, path, app, label: name, isSql: sql, isReversible: reversible, isIdle: idle, back };
}

/** Part of a squashed migration: it is in the history and no longer in the plan. */
function merely(version: string): Listed {
  return { version, name: version };
}

/** A migration of the plan; an InputError for one of which only the name is left. */
export function asPlanned(migration: Listed): Planned {
  if ("label" in migration) return migration as Planned;
  throw new InputError(`\`${migration.version}\` is part of a squashed migration: it can only be taken back with it`);
}
