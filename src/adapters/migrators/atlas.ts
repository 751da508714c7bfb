import { bareAddress, environment } from "./atlas/address.ts";
import { listVersions, previewOf } from "./atlas/files.ts";
import { atlasHistory, forgetting, schemaOf } from "./atlas/history.ts";
import { said, stoppedAt } from "./atlas/output.ts";
import type { Command, Setup } from "./engine/declaration.ts";
import { declareMigrator } from "./engine/declare.ts";

/**
 * Atlas' versioned migrations, called with `migrate apply` alone; `schema apply` and `schema clean` are never said. Its
 * `migrate down` is not in the community's binary, so the way back is a folder of DOWN files. Atlas takes the address on
 * its command line, so the password goes by PGPASSWORD; its drivers of other databases know no such way.
 */
export const atlasMigrator = declareMigrator({
  name: "atlas",
  summary: "Atlas 1: versioned SQL files with an `atlas.sum`; tested with recorded output.",
  dialects: ["postgres"],
  install: "https://atlasgo.io/getting-started, the community's binary is enough",
  defaults: { command: "atlas", migrations: "migrations", table: "atlas_schema_revisions.atlas_schema_revisions" },
  list: listVersions,
  history: atlasHistory,
  preview: previewOf,
  environment: ({ address }, limits) => environment(address, limits),
  apply: (setup) => words(setup),
  applyNext: (setup, migrations) => (migrations.length === 0 ? [] : [words(setup, String(migrations.length))]),
  forget: (setup, { version }) => [forgetting(setup.table, version)],
  said,
  stoppedAt,
});

function words(setup: Pick<Setup, "migrations" | "address" | "table">, ...amount: readonly string[]): Command {
  return {
    words: [
      ...["migrate", "apply", ...amount, `--url=${bareAddress(setup.address)}`, `--dir=file://${setup.migrations}`],
      ...["--tx-mode=file", "--exec-order=linear", "--lock-timeout=10s"],
      `--revisions-schema=${schemaOf(setup.table)}`,
    ],
  };
}
