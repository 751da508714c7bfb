import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createServer, connect as dial, type Socket } from "node:net";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Dump } from "../../../src/stages/ports/database.ts";
import { dumped } from "../../contracts/database.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { can } from "../../servers/programs.ts";
import { openPostgres, people, type Shop, shop } from "./postgres-shop.ts";

/** More than fits into every pipe and buffer between the server and a reader who waits. */
const large =
  "CREATE TABLE large AS SELECT i, repeat(md5(i::text), 60) AS x FROM generate_series(1, 9000) AS i; CREATE TABLE small (a int);";

describe.runIf(can("postgres", "tar"))("with a real server", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  }, 60_000);
  afterAll(() => server?.[Symbol.asyncDispose]());

  /** Reads the dump as far as its first bytes. */
  async function begun(made: Shop, signal?: AbortSignal): Promise<Dump> {
    const dump = await made.database.dump(signal === undefined ? {} : { signal });
    await once(dump.body, "readable");
    return dump;
  }

  /** Both ways in which a dump tells that it is none. */
  async function failures(dump: Dump) {
    const read = await buffer(dump.body).then(
      () => "it was read to its end",
      (error) => error,
    );
    return [read, await dump.facts().catch((error) => error)];
  }

  async function noSessions(made: Shop): Promise<void> {
    await expect.poll(() => server.sessions(made.name), { timeout: 8000 }).toEqual([]);
  }

  const as = (user: string, made: Shop) =>
    openPostgres({ ...made.inputs, "postgres-url": server.url(made.name, user, "p") }).database;

  test("a dump whose connections the server ends is destroyed with the cause", async () => {
    await using made = await shop(server, large);
    const dump = await begun(made);
    await server.sql(
      "postgres",
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'the shop%'`,
    );
    for (const failure of await failures(dump)) {
      expect(failure).toMatchObject({ code: "service_failed", message: expect.stringMatching(/terminat|closed|lost/) });
    }
    await noSessions(made);
  });

  test("a killed pg_dump is told, and nothing is left connected", async () => {
    await using made = await shop(server, large);
    const dump = await begun(made);
    execFileSync("kill", ["-KILL", ...programs("pg_dump", `--snapshot`)]);
    for (const failure of await failures(dump)) {
      expect(failure).toMatchObject({ code: "command_failed", message: expect.stringContaining("SIGKILL") });
    }
    await noSessions(made);
  });

  test("a dump that is cancelled in the middle ends at once and leaves no session", async () => {
    await using made = await shop(server, large);
    const cancel = new AbortController();
    const dump = await begun(made, cancel.signal);
    cancel.abort();
    for (const failure of await failures(dump)) expect(failure).toMatchObject({ code: "cancelled" });
    await noSessions(made);
  });

  test("a dump that its reader gives up leaves no session", async () => {
    await using made = await shop(server, large);
    const dump = await begun(made);
    dump.body.destroy();
    await expect(dump.facts()).rejects.toMatchObject({ code: "service_failed" });
    await noSessions(made);
  });

  test("a table that somebody changes is waited for only as long as was said", async () => {
    await using made = await shop(server, people, { "postgres-lock-wait": "300ms" });
    const change = made.sql("BEGIN; ALTER TABLE people ADD COLUMN b int; SELECT pg_sleep(4); ROLLBACK");
    await expect
      .poll(() => server.sql("postgres", "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock'"))
      .not.toBe("0");
    await expect(made.database.dump()).rejects.toMatchObject({
      code: "timed_out",
      message: expect.stringContaining("lock timeout"),
      hint: expect.stringContaining("postgres-lock-wait"),
    });
    await change;
    await noSessions(made);
  }, 15_000);

  test("a table can neither be dropped nor emptied while it is dumped and counted", async () => {
    await using made = await shop(server, large);
    const dump = await begun(made);
    for (const change of [
      "DROP TABLE small",
      "TRUNCATE small",
      "ALTER TABLE large ADD COLUMN y int DEFAULT random()",
    ]) {
      await expect(made.sql(`SET lock_timeout = '100ms'; ${change}`)).rejects.toThrow("lock timeout");
    }
    expect((await buffer(dump.body)).length).toBeGreaterThan(1_000_000);
    expect((await dump.facts()).tables).toEqual({ large: 9000, small: 0 });
    await made.sql("DROP TABLE small");
  });

  test("row-level security that hides rows is refused with the right that is missing", async () => {
    await using made = await shop(server, `${people} ALTER TABLE people ENABLE ROW LEVEL SECURITY`);
    await server.sql("postgres", `CREATE ROLE reader LOGIN PASSWORD 'p'; GRANT pg_read_all_data TO reader`);
    const database = as("reader", made);
    for (const act of [() => database.identity(), () => database.dump()]) {
      await expect(act()).rejects.toMatchObject({
        code: "refused",
        message: expect.stringContaining("hides rows of `people`"),
        hint: expect.stringContaining('ALTER ROLE "reader" BYPASSRLS'),
      });
    }
    await server.sql("postgres", "ALTER ROLE reader BYPASSRLS");
    expect((await dumped(database)).facts.tables).toEqual({ people: 100 });
  });

  test("what the user may not read is named with the statement that grants it", async () => {
    await using made = await shop(server, `${people} CREATE SCHEMA s; CREATE TABLE s.t (a serial)`);
    await server.sql("postgres", `CREATE ROLE "little one" LOGIN PASSWORD 'p'`);
    await made.sql('GRANT SELECT ON people TO "little one"');
    const database = as("little one", made);
    for (const act of [() => database.identity(), () => database.dump()]) {
      await expect(act()).rejects.toMatchObject({
        code: "refused",
        message: expect.stringMatching(/`table s\.t`, `sequence s\.t_a_seq`/),
        hint: expect.stringContaining('GRANT pg_read_all_data TO "little one";'),
      });
    }
    await server.sql("postgres", 'GRANT pg_read_all_data TO "little one"');
    expect((await dumped(database)).facts.tables).toEqual({ people: 100, "s.t": 0 });
  });

  test("a wrong password is an input error that does not repeat it", async () => {
    const { database } = openPostgres({ "postgres-url": server.url("postgres", "admin", "wr0ng") });
    const failure = await database.identity().catch((error) => error);
    expect(failure).toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("password authentication"),
    });
    expect(`${failure.message}${failure.hint}`).not.toContain("wr0ng");
  });

  test("the password is in no command line while programs run", async () => {
    await using made = await shop(server, large);
    const dump = await begun(made);
    const lines = execFileSync("ps", ["-eo", "args"], { encoding: "utf8" });
    expect(lines).toContain("--snapshot=");
    for (const form of ["adm:in/@", "adm%3Ain"]) expect(lines).not.toContain(form);
    dump.body.destroy();
    await dump.facts().catch(() => {});
  });

  test("a pooler that forgets the session's settings is found by asking", async () => {
    await using made = await shop(server);
    await using between = await stand(server.port, (chunk) => forget(chunk));
    const url = server.url(made.name).replace(`:${server.port}/`, `:${between.port}/`);
    await expect(openPostgres({ "postgres-url": url }).database.identity()).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("through a connection pooler"),
    });
  });

  test("a connection that breaks in the middle is a service error", async () => {
    await using made = await shop(server, large);
    await using between = await stand(server.port, (chunk) => chunk);
    const url = server.url(made.name).replace(`:${server.port}/`, `:${between.port}/`);
    const dump = await begun({ ...made, ...openPostgres({ "postgres-url": url }) });
    between.cut();
    for (const failure of await failures(dump)) expect(failure).toMatchObject({ code: "service_failed" });
    await noSessions(made);
  });

  test.for(["custom", "directory"])("a %s dump that is cut anywhere is found cut", async (format) => {
    await using made = await shop(
      server,
      `${people} CREATE TABLE more AS SELECT i FROM generate_series(1, 2000) AS i`,
      {
        "postgres-format": format,
      },
    );
    const { body } = await dumped(made.database);
    for (const share of [0.003, 0.2, 0.6, 0.9, 1]) {
      const cut = body.subarray(0, Math.ceil(body.length * share) - 1);
      await expect(made.database.inspect(Readable.from([cut])), `${share}`).rejects.toMatchObject({
        code: "service_failed",
        hint: expect.stringContaining("Throw this backup away"),
      });
    }
  });

  test("flipped bits in the structure of a dump are found", async () => {
    await using made = await shop(server);
    const { body } = await dumped(made.database);
    for (const at of [0, 5, 6, body.length - 1]) {
      const wrong = Buffer.from(body);
      wrong[at] = (wrong[at] ?? 0) ^ 0x10;
      await expect(made.database.inspect(Readable.from([wrong])), `byte ${at}`).rejects.toMatchObject({
        code: expect.stringMatching(/service_failed|invalid_input|command_failed/),
      });
    }
  });

  test("a scratch server without space is told, and nothing is left on it", async () => {
    await using full = await startPostgres({ limit: 33_000 });
    await using made = await shop(
      server,
      `${large.replace("9000", "90000").replace("md5(i::text)", "'0123456789abcdef'").replace("60", "20")}ALTER TABLE large ALTER x SET STORAGE plain`,
      {
        "postgres-scratch-url": full.url("postgres"),
      },
    );
    const { body } = await dumped(made.database);
    {
      await using scratch = await made.database.openScratch();
      await expect(made.database.restore(Readable.from([body]), scratch)).rejects.toMatchObject({
        code: "service_failed",
        hint: expect.stringContaining("disk is full"),
      });
    }
    expect(await full.sql("postgres", "SELECT datname FROM pg_database WHERE datname LIKE 'deploy%'")).toBe("");
  }, 30_000);

  test("a server that crashes while it is restored into is told", async () => {
    await using other = await startPostgres();
    await using made = await shop(server, large, { "postgres-scratch-url": other.url("postgres") });
    const { body } = await dumped(made.database);
    const scratch = await made.database.openScratch();
    const endless = new Readable({ read() {} });
    endless.push(body.subarray(0, 5_000_000));
    const restore = made.database.restore(endless, scratch);
    restore.catch(() => {});
    await expect.poll(() => programs("pg_restore", "exit-on-error").length, { timeout: 15_000 }).toBeGreaterThan(0);
    other.crash();
    endless.push(body.subarray(5_000_000));
    endless.push(null);
    await expect(restore).rejects.toMatchObject({ code: "service_failed" });
    await expect(scratch[Symbol.asyncDispose]()).rejects.toMatchObject({ code: "service_failed" });
  }, 30_000);
});

/** Process ids of programs with that name and word. */
function programs(name: string, word: string): readonly string[] {
  const lines = execFileSync("ps", ["-eo", "pid,args"], { encoding: "utf8" }).split("\n");
  return lines
    .filter((line) => line.includes(name) && line.includes(word))
    .map((line) => line.trim().split(" ")[0] ?? "");
}

/** A connection's first message without its options, as a pooler takes it. */
function forget(chunk: Buffer): Buffer {
  if (chunk.length < 8 || chunk.readUInt32BE(4) !== 196_608) return chunk;
  const words = chunk.toString("latin1", 8).split("\0");
  const at = words.indexOf("options");
  if (at < 0) return chunk;
  words.splice(at, 2);
  const rest = Buffer.from(words.join("\0"), "latin1");
  const head = Buffer.alloc(8);
  head.writeUInt32BE(rest.length + 8, 0);
  head.writeUInt32BE(196_608, 4);
  return Buffer.concat([head, rest]);
}

async function stand(port: number, change: (chunk: Buffer) => Buffer) {
  const sockets = new Set<Socket>();
  const proxy = createServer((near) => {
    const far = dial(port, "127.0.0.1");
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        near.destroy();
        far.destroy();
      });
    }
    near.on("data", (chunk) => far.write(change(chunk)));
    far.pipe(near);
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (proxy.address() as { port: number }).port,
    cut,
    async [Symbol.asyncDispose]() {
      cut();
      proxy.close();
      await once(proxy, "close");
    },
  };
}
