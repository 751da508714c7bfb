import { mysqlDatabase } from "../../../src/adapters/databases/mysql.ts";
import { localExecutor } from "../../../src/adapters/executors/local.ts";
import type { Effects } from "../../../src/kit/effects.ts";
import type { Executor } from "../../../src/kit/executor.ts";
import type { Database } from "../../../src/stages/ports/database.ts";
import { type TestEffects, testEffects } from "../../effects.ts";

type Inputs = Parameters<typeof mysqlDatabase.open>[0];

/** The adapter as a section opens it, with the effects that it was given. */
export function openMysql(
  url: string,
  inputs: Partial<Inputs> = {},
  { effects: given, executor }: { effects?: Partial<Effects>; executor?: Executor } = {},
): { readonly database: Database; readonly effects: TestEffects } {
  const own = testEffects(given);
  // Private folders of each test are its own: whoever looks for what is left sees nobody else's.
  const { folder, temporary, redact } = own;
  const effects: TestEffects = { ...own, exec: localExecutor({ folder, temporary, redact }) };
  const context = {
    effects,
    application: "shop",
    environment: "test",
    ...(executor === undefined ? {} : { executor }),
  };
  const all: Inputs = {
    "mysql-url": url,
    "mysql-non-transactional": "refuse",
    "mysql-bin": undefined,
    "mysql-scratch-url": undefined,
    ...inputs,
  };
  return { database: mysqlDatabase.open(all, context), effects };
}
