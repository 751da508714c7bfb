import { registry } from "../../kit/registry.ts";
import type { Migrator } from "../../stages/ports/migrator.ts";
import { dbmateMigrator } from "./dbmate.ts";
import { golangMigrateMigrator } from "./golang-migrate.ts";
import { gooseMigrator } from "./goose.ts";

/** Tools that apply migrations. A new one is one more line here. */
export const migrators = registry<Migrator>("tool", { description: "The tool that applies the migrations." }, [
  dbmateMigrator,
  gooseMigrator,
  golangMigrateMigrator,
]);
