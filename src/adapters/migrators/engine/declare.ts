import { resolve } from "node:path";
import { InputError } from "../../../kit/errors.ts";
import type { Fields, Values } from "../../../kit/fields.ts";
import type { Adapter, AdapterContext } from "../../../kit/registry.ts";
import type { Migrator } from "../../../stages/ports/migrator.ts";
import { openTarget } from "../../targets/index.ts";
import { applyNextOf, applyPending } from "./apply.ts";
import type { Setup, Tool } from "./declaration.ts";
import { withDownFiles } from "./down.ts";
import { inputsOf } from "./inputs.ts";
import { leadingTo, type Production } from "./production.ts";
import { rollBackNewest } from "./roll-back.ts";
import { lookAt } from "./state.ts";

/** Makes the adapter of a tool that is told as a declaration. */
export function declareMigrator<F extends Fields>(tool: Tool<F>): Adapter<Migrator> {
  return {
    name: tool.name,
    summary: tool.summary,
    inputs: inputsOf(tool),
    open: (inputs, context) => openIn(tool, { inputs, context, url: inputs[`${tool.name}-url`] }),
  };
}

interface Opening {
  readonly inputs: Values<Fields>;
  readonly context: AdapterContext;
  readonly url: string;
  /** Where the release's files are; the checkout where it is absent. */
  readonly base?: string;
  /** What the database of `url` is a copy of. */
  readonly production?: Production;
}

function openIn<F extends Fields>(declared: Tool<F>, opening: Opening): Migrator {
  const setup = setUp(declared, opening);
  const tool = { ...declared, ...declared.within?.(setup) };
  const down = downFolder(tool, opening, setup);
  const look = lookAt(tool, setup);
  const canGoBack = tool.rollBack !== undefined || down !== null || tool.own !== undefined;
  return {
    tool: tool.name,
    applies: applyNextOf(tool, setup) === null ? "all" : "one",
    target: setup.target,
    identity: () => setup.target.identity(),
    state: look.state,
    preview: (migration) => withDownFiles(tool, setup, down, look)(migration),
    apply: (options) => applyPending(tool, setup, look, options),
    ...(canGoBack
      ? { rollBack: (migration, options) => rollBackNewest({ tool, setup, look, down }, migration, options) }
      : {}),
    from: (folder) => openIn(declared, { ...opening, base: resolve(opening.context.effects.folder, folder) }),
    ...(tool.rehearses === false ? { rehearses: false } : {}),
    on: (url) => {
      const production = opening.production ?? { url: opening.url, address: setup.address };
      return openIn(declared, { ...opening, url, production });
    },
  };
}

function setUp<F extends Fields>(tool: Tool<F>, { inputs, context, url, base, production }: Opening): Setup<F> {
  const { effects } = context;
  const exec = context.executor ?? effects.exec;
  const of = (name: string) => inputs[`${tool.name}-${name}`];
  const { target, address } = openTarget({ url, input: `${tool.name}-url`, exec, effects, folder: effects.folder });
  if (!tool.dialects.includes(address.dialect)) throw foreign(tool, address.dialect);
  const folder = resolve(base ?? effects.folder, of("folder") ?? ".");
  const migrations = resolve(folder, of("migrations"));
  return {
    inputs: inputs as Values<F>,
    exec,
    command: of("command") ?? [tool.name],
    folder,
    migrations,
    table: of("table"),
    address,
    target,
    ...(production === undefined ? {} : { emptied: leadingTo(production, { exec, effects, folder }) }),
  };
}

/** A tool takes a DOWN file among the migrations for one of them, and applies it. */
function downFolder<F extends Fields>(tool: Tool<F>, { inputs }: Opening, setup: Setup<F>): string | null {
  const given = inputs[`${tool.name}-down`];
  if (given === undefined || given === "") return null;
  const folder = resolve(setup.folder, given);
  if (`${folder}/`.startsWith(`${setup.migrations}/`)) {
    const what = `lies among the migrations, where ${tool.name} would apply its files forward`;
    throw new InputError([{ where: `${tool.name}-down`, what }], {
      hint: "Keep the DOWN files in a folder beside it.",
    });
  }
  return folder;
}

function foreign(tool: { name: string; dialects: readonly string[] }, dialect: string): InputError {
  return new InputError(
    [{ where: `${tool.name}-url`, what: `names a ${dialect} database, which ${tool.name} is not run on here` }],
    { hint: `Name a database of ${tool.dialects.join(", ")}, or choose another \`tool\`.` },
  );
}
