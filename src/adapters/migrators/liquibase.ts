import { text } from "../../kit/fields.ts";
import { readHistory } from "./engine/catalogue.ts";
import type { Command, Setup, Tool } from "./engine/declaration.ts";
import { declareMigrator } from "./engine/declare.ts";
import { environment } from "./liquibase/address.ts";
import { type Changeset, listChangesets } from "./liquibase/changelog.ts";
import { liquibaseHistory } from "./liquibase/history.ts";
import { said, stoppedAt } from "./liquibase/output.ts";
import { previewChangeset } from "./liquibase/preview.ts";
import { settled } from "./liquibase/settled.ts";

const inputs = {
  "liquibase-changelog": text({
    description:
      "The root changelog (SQL, XML, YAML or JSON), from `liquibase-migrations` on: as DATABASECHANGELOG names the files, without `classpath:`.",
    default: "db/changelog/db.changelog-master.yaml",
  }),
};

const liquibase: Tool<typeof inputs> = {
  name: "liquibase",
  summary: "Liquibase 4: changesets in SQL, XML, YAML or JSON below one root changelog.",
  dialects: ["postgres", "mysql", "mariadb"],
  install: "https://docs.liquibase.com/start/install, version 4: version 5 has no open licence",
  defaults: { command: "liquibase", migrations: "src/main/resources", table: "DATABASECHANGELOG" },
  // Liquibase runs whatever is not in its table.
  isOrdered: false,
  inputs,
  list: (setup) => listChangesets(liquibase, setup, changelogOf(setup)),
  history: ({ table, address }) => liquibaseHistory(table, address.dialect),
  async look(setup) {
    const files = await listChangesets(liquibase, setup, changelogOf(setup));
    const history = await readHistory(setup, liquibaseHistory(setup.table, setup.address.dialect), files);
    return { files, history: await settled(liquibase, setup, changelogOf(setup), { files, history }) };
  },
  preview: (migration, setup) => previewChangeset(liquibase, setup, changelogOf(setup), migration as Changeset),
  environment: (setup, limits) => environment(setup, limits),
  apply: (setup) => words(setup, "update"),
  applyNext(setup, migrations) {
    const asked = migrations as readonly Changeset[];
    const last = asked.at(-1);
    if (last === undefined) return [];
    const again = last.everyTime - asked.slice(0, -1).filter(({ isEveryTime }) => isEveryTime).length;
    return [words(setup, "update-count", `--count=${asked.length + again}`)];
  },
  rollBack: (setup) => words(setup, "rollback-count", "--count=1"),
  said,
  stoppedAt,
};

function changelogOf({ inputs: given }: Pick<Setup<typeof inputs>, "inputs">): string {
  return given["liquibase-changelog"];
}

function words(setup: Pick<Setup<typeof inputs>, "inputs">, ...command: readonly string[]): Command {
  return { words: [...command, `--changelog-file=${changelogOf(setup)}`] };
}

/**
 * Liquibase, called with `update`, `update-count` and `rollback-count 1`; `drop-all`, `changelog-sync` and `release-locks`
 * are never said. What there is, is asked of Liquibase without the database (`update-sql` with an `offline:` address),
 * because its `status` creates tables.
 */
export const liquibaseMigrator = declareMigrator(liquibase);
