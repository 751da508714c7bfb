import { randomUUID } from "node:crypto";
import { postgresDatabase } from "../../../src/adapters/databases/postgres.ts";
import type { Executor } from "../../../src/kit/executor.ts";
import type { Database } from "../../../src/stages/ports/database.ts";
import { type TestEffects, testEffects } from "../../effects.ts";
import type { PostgresServer } from "../../servers/postgres.ts";

export interface Opened {
  readonly database: Database;
  readonly effects: TestEffects;
}

type Inputs = Readonly<Record<`postgres-${string}`, string>>;

/** The adapter with these inputs, as a section would open it. */
export function openPostgres(inputs: Inputs, executor?: Executor, effects = testEffects()): Opened {
  const values = Object.fromEntries(
    Object.entries(postgresDatabase.inputs).map(([name, field]) => {
      const text = inputs[name as keyof Inputs] ?? field.default;
      return [name, text === undefined ? undefined : field.parse(text)];
    }),
  );
  const context = {
    effects,
    application: "shop",
    environment: "test",
    ...(executor === undefined ? {} : { executor }),
  };
  return { database: postgresDatabase.open(values as never, context), effects };
}

/** 100 rows and an index. */
export const people =
  "CREATE TABLE people (id int PRIMARY KEY, name text); CREATE INDEX by_name ON people (name);" +
  "INSERT INTO people SELECT i, 'person ' || i FROM generate_series(1, 100) AS i;";

/** A database of one test, and the adapter on it. */
export interface Shop extends Opened, AsyncDisposable {
  readonly name: string;
  readonly inputs: Inputs;
  sql(text: string): Promise<string>;
}

/** Makes a database with that content; scratch databases are made on the same server. */
export async function shop(server: PostgresServer, content = people, more: Inputs = {}): Promise<Shop> {
  const name = `the shop's "düstere" = %41 ${randomUUID().slice(0, 8)}`;
  const quoted = `"${name.replaceAll('"', '""')}"`;
  await server.sql("postgres", `CREATE DATABASE ${quoted} TEMPLATE template0`);
  await server.sql(name, content);
  const inputs = { "postgres-url": server.url(name), "postgres-scratch-url": server.url("postgres"), ...more };
  return {
    ...openPostgres(inputs),
    ...{ name, inputs },
    sql: (text) => server.sql(name, text),
    async [Symbol.asyncDispose]() {
      await server.sql("postgres", `DROP DATABASE IF EXISTS ${quoted} WITH (FORCE)`);
    },
  };
}
