import { registry } from "../../kit/registry.ts";
import type { Migrator } from "../../stages/ports/migrator.ts";
import { alembicMigrator } from "./alembic.ts";
import { artisanMigrator } from "./artisan.ts";
import { atlasMigrator } from "./atlas.ts";
import { commandMigrator } from "./command.ts";
import { dbmateMigrator } from "./dbmate.ts";
import { djangoMigrator } from "./django.ts";
import { doctrineMigrator } from "./doctrine.ts";
import { drizzleMigrator } from "./drizzle.ts";
import { efCoreMigrator } from "./ef-core.ts";
import { flywayMigrator } from "./flyway.ts";
import { golangMigrateMigrator } from "./golang-migrate.ts";
import { gooseMigrator } from "./goose.ts";
import { knexMigrator } from "./knex.ts";
import { kubernetesJobMigrator } from "./kubernetes-job.ts";
import { liquibaseMigrator } from "./liquibase.ts";
import { nodePgMigrateMigrator } from "./node-pg-migrate.ts";
import { prismaMigrator } from "./prisma.ts";
import { railsMigrator } from "./rails.ts";
import { sqlMigrator } from "./sql.ts";
import { supabaseMigrator } from "./supabase.ts";
import { typeormMigrator } from "./typeorm.ts";

/** Tools that apply migrations. A new one is one more line here. */
export const migrators = registry<Migrator>("tool", { description: "The tool that applies the migrations." }, [
  dbmateMigrator,
  sqlMigrator,
  supabaseMigrator,
  artisanMigrator,
  doctrineMigrator,
  alembicMigrator,
  djangoMigrator,
  railsMigrator,
  knexMigrator,
  typeormMigrator,
  drizzleMigrator,
  nodePgMigrateMigrator,
  prismaMigrator,
  gooseMigrator,
  golangMigrateMigrator,
  flywayMigrator,
  liquibaseMigrator,
  efCoreMigrator,
  atlasMigrator,
  kubernetesJobMigrator,
  commandMigrator,
]);
