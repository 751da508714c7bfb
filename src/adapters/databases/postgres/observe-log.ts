import { randomBytes } from "node:crypto";
import { dirname, join } from "node:path";
import type { ObservedStatement } from "../../../core/rehearsal/observation.ts";
import { ServiceError } from "../../../kit/errors.ts";
import { readPostgres } from "../../grammars/postgres.ts";
import { literal } from "./names.ts";
import { type Logged, loggedIn } from "./observe-lines.ts";
import type { Place } from "./scratch.ts";
import { withSession } from "./server.ts";
import type { Session } from "./session.ts";

export interface Recording {
  /** Ends it; the server logs as it did before. Null where its log cannot be read. */
  stop(): Promise<readonly ObservedStatement[] | null>;
}

/** Milliseconds that a server may take to read its settings again. */
const patience = 5000;
const pause = 20;

/** Has a server of ours log every statement with its time, each line with a mark that no statement holds. */
export async function beginRecording({ maintenance, server }: Place): Promise<Recording> {
  const mark = `@${randomBytes(9).toString("hex")}`;
  const { began, file } = await withSession(maintenance, async (session) => {
    await session.run("ALTER SYSTEM SET log_min_duration_statement = 0");
    await session.run(`ALTER SYSTEM SET log_line_prefix = ${literal(`${mark} %n %d|%a|`)}`);
    await readAgain(session, (prefix) => prefix.startsWith(mark));
    const [found] = await session.ask<{ began: number; data: string }>(
      "SELECT jsonb_build_object('began', extract(epoch FROM clock_timestamp()) * 1000, 'data', current_setting('data_directory'))",
    );
    return { began: Number(found?.began), file: join(dirname(found?.data ?? ""), "log") };
  });
  return {
    async stop() {
      await withSession(maintenance, async (session) => {
        await session.run("ALTER SYSTEM RESET log_min_duration_statement");
        await session.run("ALTER SYSTEM RESET log_line_prefix");
        await readAgain(session, (prefix) => !prefix.startsWith(mark));
      });
      const text = await server.exec.readFile(file);
      if (text === null || !text.includes(mark)) return null;
      const logged = loggedIn(text, mark, server.address.database);
      return (await Promise.all(logged.map((one) => split(one, began)))).flat().sort((a, b) => a.at - b.at);
    },
  };
}

async function readAgain(session: Session, isThere: (prefix: string) => boolean): Promise<void> {
  await session.run("SELECT WHERE NOT pg_reload_conf()");
  for (let waited = 0; waited < patience; waited += pause) {
    const [prefix = ""] = await session.ask<string>("SELECT to_jsonb(current_setting('log_line_prefix'))");
    if (isThere(prefix)) return;
    await new Promise((later) => setTimeout(later, pause));
  }
  throw new ServiceError("the scratch server does not take its settings for the log", { hint: "Look at its log." });
}

/** Several statements that were sent as one took their time together: each is told with all of it. */
async function split({ sql, at, took }: Logged, began: number): Promise<readonly ObservedStatement[]> {
  const reading = sql.replace(/;\s*$/, "").includes(";") ? await readPostgres(sql) : null;
  const texts = reading?.statements?.map(({ text }) => text) ?? [];
  const when = { at: Math.max(0, Math.round(at - began - took)), took };
  return (texts.length > 1 ? texts : [sql]).map((one) => ({ sql: one, ...when }));
}
