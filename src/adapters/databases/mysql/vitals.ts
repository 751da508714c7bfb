import { RefusedError, ServiceError } from "../../../kit/errors.ts";
import type { Vitals } from "../../../stages/ports/database.ts";
import { type Client, exactly } from "./client.ts";
import { errorNumber } from "./failures.ts";

/** How large the database is and how far it is behind. */
export async function readVitals(client: Client, database: string): Promise<Vitals> {
  const [row] = await client.ask(
    "read the size of the database",
    `SELECT COALESCE(SUM(data_length + index_length), 0), COALESCE(SUM(table_type NOT LIKE '%VIEW' AND table_type <> 'SEQUENCE'), 0)
     FROM information_schema.tables WHERE table_schema = ${exactly(database)}`,
  );
  const [bytes, tables] = row ?? [];
  return { bytes: Number(bytes), tables: Number(tables), replicationLag: await readLag(client) };
}

/** Milliseconds that a replica is behind; null on a server that is none. */
async function readLag(client: Client): Promise<number | null> {
  const lines = await replicaStatus(client);
  if (lines === null) {
    if (!(await looksLikeReplica(client))) return null;
    const grant = client.access.flavour === "mariadb" ? "REPLICA MONITOR" : "REPLICATION CLIENT";
    throw new RefusedError("the server is a replica, but the user may not read how far it is behind", {
      hint: `Run as an administrator: GRANT ${grant} ON *.* TO the user.`,
    });
  }
  const lags = lines.flatMap((line) => /^\s*Seconds_Behind_(?:Master|Source): (.*)$/.exec(line)?.[1] ?? []);
  if (lags.length === 0) return null;
  const seconds = lags.map(Number);
  if (seconds.every(Number.isFinite)) return Math.max(...seconds) * 1000;
  throw new ServiceError("the server is a replica whose replication does not run, so its age is unknown", {
    hint: "Look at `SHOW REPLICA STATUS`, put replication right, or back up the primary.",
  });
}

/** The lines of the status, one `name: value` each; null where the user may not read it. */
async function replicaStatus(client: Client): Promise<readonly string[] | null> {
  const isMaria = client.access.flavour === "mariadb";
  for (const sql of isMaria ? ["SHOW ALL SLAVES STATUS"] : ["SHOW REPLICA STATUS", "SHOW SLAVE STATUS"]) {
    try {
      return (await client.ask("read the state of replication", sql, { options: ["--vertical"] })).map((row) =>
        row.join("\t"),
      );
    } catch (error) {
      const number = errorNumber((error as Error).cause) ?? errorNumber(error);
      if (number === 1227) return null;
      if (number !== 1064) throw error;
    }
  }
  return null;
}

/** What everybody may read: a position that came from elsewhere, or a thread that follows. */
async function looksLikeReplica(client: Client): Promise<boolean> {
  const isMaria = client.access.flavour === "mariadb";
  const [row] = await client.ask(
    "ask whether this is a replica",
    `SELECT @@global.read_only, ${isMaria ? "@@global.gtid_slave_pos" : "''"}`,
  );
  const threads = await client.ask("ask whether this is a replica", "SHOW GLOBAL STATUS LIKE 'Slave%running'");
  return row?.[0] === "1" || row?.[1] !== "" || threads.some(([, value]) => value !== "0" && value !== "OFF");
}
