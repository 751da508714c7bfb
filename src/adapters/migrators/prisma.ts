import { text } from "../../kit/fields.ts";
import type { Setup } from "./engine/declaration.ts";
import { declareMigrator } from "./engine/declare.ts";
import { readMigration } from "./engine/files.ts";
import { checkConfiguration } from "./javascript/configuration.ts";
import { prismaEnvironment } from "./prisma/environment.ts";
import { prismaFiles } from "./prisma/files.ts";
import { failed, forgetting, prismaHistory } from "./prisma/history.ts";
import { said, stoppedAt } from "./prisma/output.ts";

const inputs = {
  "prisma-schema": text({
    description:
      'The schema. Up to Prisma 6 its `url` has to be `env("DATABASE_URL")`, so that a rehearsal reaches the copy.',
    default: "prisma/schema.prisma",
  }),
  "prisma-config": text({
    description: "`prisma.config.ts`, from Prisma 7 on; its datasource has to read `DATABASE_URL`.",
  }),
};

/** Prisma up to 7. `migrate deploy` is the only command: `reset` and `db push` cannot be reached. */
export const prismaMigrator = declareMigrator<typeof inputs>({
  name: "prisma",
  summary: "Prisma up to 7: `migrate deploy` of the SQL files that `migrate dev` writes; tested with recorded output.",
  dialects: ["postgres", "mysql", "mariadb"],
  install: "`npm install --save prisma`",
  defaults: { command: "node_modules/.bin/prisma", migrations: "prisma/migrations", table: "_prisma_migrations" },
  inputs,
  async list(setup) {
    const config = setup.inputs["prisma-config"];
    if (config === undefined) await checkConfiguration(setup, setup.inputs["prisma-schema"], "prisma-schema");
    else await checkConfiguration(setup, config, "prisma-config");
    return prismaFiles(setup);
  },
  history: ({ table, address }) => prismaHistory(table, address.dialect),
  async preview(migration, setup) {
    const source = await readMigration(setup, migration);
    return source === null ? {} : { source, up: source };
  },
  environment: ({ address }, limits) => prismaEnvironment(address, limits),
  apply: (setup) => ({ words: ["migrate", "deploy", ...places(setup)] }),
  forget: ({ table, address }, { version }) => [forgetting(table, address.dialect, version)],
  said,
  stoppedAt,
  problems: (_, __, history) => failed(history),
});

function places(setup: Setup<typeof inputs>): readonly string[] {
  const config = setup.inputs["prisma-config"];
  return ["--schema", setup.inputs["prisma-schema"], ...(config === undefined ? [] : ["--config", config])];
}
