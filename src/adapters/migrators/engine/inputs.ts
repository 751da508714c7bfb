import { type Fields, secret, text, words } from "../../../kit/fields.ts";
import type { Tool } from "./declaration.ts";

const forms: Readonly<Record<string, string>> = {
  postgres: "`postgres://user:password@host:5432/database`",
  mysql: "`mysql://user:password@host:3306/database`",
  sqlite: "`sqlite:relative.db`",
};

/** The inputs that every tool has, and its own. */
export function inputsOf<F extends Fields>(tool: Tool<F>): Fields {
  const { name, defaults } = tool;
  const spelt = Object.keys(forms).filter((dialect) => (tool.dialects as readonly string[]).includes(dialect));
  return {
    [`${name}-url`]: secret({
      description: `Address of the database that is migrated: ${spelt.map((one) => forms[one]).join(", ")}. Not a connection pooler's.`,
      required: true,
    }),
    [`${name}-migrations`]: text({
      description: "Folder of the migration files, from where the tool runs.",
      default: defaults.migrations,
    }),
    ...(tool.calledBy === undefined
      ? { [`${name}-command`]: words({ description: `How ${name} is called.`, default: defaults.command }) }
      : {}),
    [`${name}-table`]: text({ description: "The table that tells what is applied.", default: defaults.table }),
    [`${name}-folder`]: text({ description: "Where the tool runs. Default: the checkout." }),
    ...(tool.rollBack === undefined && tool.forget !== undefined && tool.downOf === undefined
      ? downInput(name, defaults.down)
      : {}),
    ...tool.inputs,
  };
}

function downInput(name: string, fallback: string | undefined): Fields {
  return {
    [`${name}-down`]: text({
      description: `Folder of DOWN files (\`<version>*.sql\`), outside of the migrations: ${name} has no way back of its own.`,
      ...(fallback === undefined ? {} : { default: fallback }),
    }),
  };
}
