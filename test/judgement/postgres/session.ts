import { createRequire } from "node:module";

interface Answer {
  readonly rows: readonly (readonly (string | null)[])[];
  readonly rowCount: number | null;
}

interface Client {
  connect(): Promise<void>;
  end(): Promise<void>;
  query(query: string | { readonly text: string; readonly rowMode: "array" }): Promise<Answer | readonly Answer[]>;
}

/** One connection to a database; statements as any client would send them. */
export interface Session extends AsyncDisposable {
  run(sql: string): Promise<Answer>;
  /** The only cell. */
  cell(sql: string): Promise<string | null>;
  /** Runs it and takes it back; null or what the server complains about. */
  attempt(sql: string, atLeast?: number): Promise<string | null>;
}

export async function openSession(url: string): Promise<Session> {
  const { Client } = createRequire(import.meta.url)("pg") as { Client: new (options: object) => Client };
  const client = new Client({ connectionString: url });
  await client.connect();
  const run = async (sql: string) => {
    const answer = await client.query({ text: sql, rowMode: "array" });
    return Array.isArray(answer) ? (answer.at(-1) as Answer) : (answer as Answer);
  };
  return {
    run,
    async cell(sql) {
      const value = (await run(sql)).rows[0]?.[0] ?? null;
      return value === null ? null : String(value);
    },
    async attempt(sql, atLeast = 0) {
      await run("BEGIN");
      try {
        const { rows } = await run(sql);
        return rows.length < atLeast ? `${rows.length} rows instead of ${atLeast}` : null;
      } catch (error) {
        return `${sql}: ${(error as Error).message}`;
      } finally {
        await run("ROLLBACK");
      }
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}
