import { registry } from "../../kit/registry.ts";
import type { Migrator } from "../../stages/ports/migrator.ts";
import { dbmateMigrator } from "./dbmate.ts";
import { drizzleMigrator } from "./drizzle.ts";
import { efCoreMigrator } from "./ef-core.ts";
import { golangMigrateMigrator } from "./golang-migrate.ts";
import { gooseMigrator } from "./goose.ts";
import { knexMigrator } from "./knex.ts";
import { kubernetesJobMigrator } from "./kubernetes-job.ts";
import { nodePgMigrateMigrator } from "./node-pg-migrate.ts";
import { prismaMigrator } from "./prisma.ts";
import { typeormMigrator } from "./typeorm.ts";

/** Tools that apply migrations. A new one is one more line here. */
export const migrators = registry<Migrator>("tool", { description: "The tool that applies the migrations." }, [
  dbmateMigrator,
  gooseMigrator,
  golangMigrateMigrator,
  knexMigrator,
  typeormMigrator,
  drizzleMigrator,
  nodePgMigrateMigrator,
  prismaMigrator,
  efCoreMigrator,
  kubernetesJobMigrator,
]);
