import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as wait } from "node:timers/promises";
import { generateIdentity, identityToRecipient } from "age-encryption";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Effects } from "../../src/kit/effects.ts";
import type { Words } from "../../src/kit/executor.ts";
import { quietPort } from "../adapters/quiet-port.ts";
import { onSmallDisk } from "../adapters/small-disk.ts";
import { type Middleman, standBetween } from "../servers/middleman.ts";
import { startPostgres } from "../servers/postgres.ts";
import { can } from "../servers/programs.ts";
import { startRedis } from "../servers/redis.ts";
import { startVersitygw } from "../servers/versitygw.ts";
import { bucketShelf, folderShelf, type Shelf } from "./shelf.ts";
import { names, openShops, type Shops } from "./shops.ts";
import { openYard, processesOf, type Yard } from "./yard.ts";

const here = "test/backups/faults.test.ts";
const databases = "test/adapters/databases";

/** Where each fault of the requirements is injected: the file, and the beginning of the test's name. */
const map: Readonly<Record<string, readonly (readonly [file: string, test: string])[]>> = {
  "server killed mid-dump": [
    [here, "a server that is killed in the middle of its dump"],
    [`${databases}/mysql-faults.test.ts`, "a server that is killed in the middle of a dump fails it"],
    [`${databases}/postgres-faults.test.ts`, "a dump whose connections the server ends is destroyed"],
  ],
  "dump process killed": [
    [here, "a dump program that is killed"],
    [`${databases}/postgres-faults.test.ts`, "a killed pg_dump is told"],
    [`${databases}/redis-faults.test.ts`, "a dump program that is killed is noticed"],
    [`${databases}/files-faults.test.ts`, "a tar that is killed in the middle fails the dump"],
  ],
  "disk full in staging": [
    [here, "a disk that is full in the middle of staging"],
    ["test/adapters/stores/directory-faults.test.ts", "a full disk is a service error"],
  ],
  "archive truncated at five points": [
    [here, "a stored file that is cut short at any of five points"],
    [`${databases}/postgres-faults.test.ts`, "a %s dump that is cut anywhere is found cut"],
    [`${databases}/redis-faults.test.ts`, "a dump that is cut short is noticed, wherever it ends"],
  ],
  "one flipped bit": [
    ["test/actions/backups.test.ts", "a backup that was damaged in its store is found by the drill"],
    ["test/adapters/codecs/damage.test.ts", "every single bit of a small encrypted file counts"],
    [`${databases}/redis-faults.test.ts`, "one flipped bit is noticed, wherever it is"],
    [`${databases}/postgres-faults.test.ts`, "flipped bits in the structure of a dump are found"],
  ],
  "wrong client version": [[`${databases}/postgres-inputs.test.ts`, "that are older than the server are refused"]],
  "pooled connection URL": [[`${databases}/postgres-faults.test.ts`, "a pooler that forgets the session's settings"]],
  "row-level security": [[`${databases}/postgres-faults.test.ts`, "row-level security that hides rows is refused"]],
  "missing privileges": [
    [`${databases}/mysql-faults.test.ts`, "each privilege that is missing is named"],
    [`${databases}/postgres-faults.test.ts`, "what the user may not read is named"],
  ],
  "MyISAM table under writes": [[`${databases}/mysql-faults.test.ts`, "tables without transactions are refused"]],
  "DDL during the dump": [
    [here, "a table that is changed during the dump"],
    [`${databases}/postgres-faults.test.ts`, "a table can neither be dropped nor emptied"],
  ],
  "unreachable store": [[here, "a store that cannot be reached"]],
  "store that drops the connection at 90 %": [
    [here, "a store that drops the connection at 90 %"],
    ["test/adapters/stores/s3-faults.test.ts", "a store that always drops the connection at 90 % is named"],
  ],
  "object already there": [
    [here, "a set whose name is there already"],
    ["test/contracts/store.ts", "of two that are published under one name, exactly one wins"],
    ["test/adapters/stores/s3-faults.test.ts", "an object of somebody else is not overwritten"],
  ],
  "wrong decryption key": [
    [here, "the wrong private key"],
    ["test/actions/backups.test.ts", "a drill with the wrong key fails"],
  ],
  "scratch database not empty": [
    [here, "a scratch server that holds anything"],
    [`${databases}/postgres-scratch.test.ts`, "a scratch database that somebody has written into is refused"],
  ],
  "scratch server out of space": [
    [here, "a scratch server without room"],
    [`${databases}/postgres-faults.test.ts`, "a scratch server without space is told"],
  ],
  "clock jump": [[here, "a clock that jumps"]],
  "two backups at once": [
    [here, "two backups at once"],
    [here, "two applications into one store"],
  ],
  "cancel in the middle": [[here, "a run that is cancelled"]],
  "password with every special character": [
    ["test/backups/secrets.test.ts", "are seen on no command line"],
    [`${databases}/postgres-inputs.test.ts`, "every special character of user, password and name"],
  ],
  "names with spaces, quotes and non-ASCII letters": [
    ["test/backups/whole.test.ts", "all four are one encrypted set of their moments"],
    [`${databases}/mysql-rows.test.ts`, "every type, name and kind of object comes through"],
  ],
};

test.each(Object.entries(map))("the fault `%s` is injected where the map says", (_, places) => {
  for (const [file, name] of places) {
    expect(readFileSync(join(import.meta.dirname, "../..", file), "utf8"), file).toContain(`"${name}`);
  }
});

describe.runIf(can("postgres", "mariadb", "redis", "tar", "git"))("a backup in trouble", { timeout: 60_000 }, () => {
  let yard: Yard;
  let shops: Shops;
  let shelf: Shelf;
  let identity: string;
  let recipient: string;
  let between: Middleman | null = null;
  let good: string;

  beforeAll(async () => {
    yard = await openYard();
    identity = await generateIdentity();
    recipient = await identityToRecipient(identity);
    yard.env.IDENTITY = identity;
    const s3 = can("versitygw") ? await startVersitygw() : null;
    between = s3 === null ? null : await standBetween(s3.endpoint);
    shops = await openShops(yard);
    shelf = s3 === null ? folderShelf(yard) : bucketShelf(yard, s3, between?.url);
    configure({});
    expect((await yard.call("backup")).failure).toBe(undefined);
    good = shelf.sets()[0]?.name ?? "";
  }, 60_000);
  afterEach(() => {
    if (between !== null) between.during = () => undefined;
  });
  afterAll(async () => {
    for (const each of [between, shelf, shops, yard]) await each?.[Symbol.asyncDispose]();
  });

  /** The section with these inputs in every item, and those of some items alone. */
  function configure(common: Readonly<Record<string, unknown>>, own: Readonly<Record<string, object>> = {}): void {
    const all = { standalone: true, parallel: 4, "encrypt-to": recipient, ...shelf.inputs, ...common };
    yard.configure({
      application: "shop",
      journal: "local",
      backup: shops.items.map((item) => ({ ...item, ...all, ...own[item.name ?? ""] })),
      drill: { "decrypt-with": "$IDENTITY" },
    });
  }

  const inStore = () =>
    [...shelf.files()].map(([path, content]) => [path, createHash("sha256").update(content).digest("hex")]);

  /** Nothing half published, the good set as it was, no scratch database, no session, no file, no program. */
  async function expectUntouched(before: unknown): Promise<void> {
    expect(inStore()).toEqual(before);
    await expect.poll(() => shops.leftovers(), { timeout: 8_000 }).toEqual([]);
    expect(yard.leftovers()).toEqual([]);
    expect(processesOf(yard)).toEqual([]);
  }

  async function expectFails(
    code: string,
    cause: RegExp,
    effects: Partial<Effects> = {},
    action = "backup",
    given = {},
  ) {
    const before = inStore();
    const called = await yard.call(action, given, effects);
    expect(`${called.failure?.code}: ${called.failure?.message}`).toMatch(cause);
    expect([called.failure?.code, called.failure?.hint]).toEqual([code, expect.any(String)]);
    await expectUntouched(before);
    return called;
  }

  /** Effects in which something happens while a program of that name dumps: nobody reads on before it is over. */
  function during(program: string, act: (time: number) => void): Partial<Effects> {
    let times = 0;
    const exec = yard.exec();
    const stream: typeof exec.stream = (words, how) => {
      const started = exec.stream(words, how);
      if (!isDump(words, program)) return started;
      const stdout = gate(async () => act(++times));
      pipeline(started.stdout, stdout).catch(() => {});
      return { ...started, stdout };
    };
    return { exec: { ...exec, stream } };
  }

  test("a server that is killed in the middle of its dump takes the whole set with it", async () => {
    await using mortal = await startPostgres();
    await mortal.sql(
      "postgres",
      "CREATE TABLE large AS SELECT i, repeat(md5(i::text), 60) AS x FROM generate_series(1, 8000) AS i",
    );
    yard.env.MORTAL = mortal.url("postgres");
    configure({}, { "orders & Öl": { "postgres-url": "$MORTAL" } });
    await expectFails(
      "service_failed",
      /postgres.*(terminated|closed|lost)/is,
      during("pg_dump", () => {
        mortal.crash();
      }),
    );
  });

  test("a dump program that is killed is told, and what ran beside it is thrown away", async () => {
    configure({}, { stock: { "mysql-url": "$WIDE" } });
    const kill = during("mariadb-dump", () => {
      for (const line of processesOf(yard).filter((words) => words.includes("mariadb-dump")))
        process.kill(Number(line.split(" ")[0]), "SIGKILL");
    });
    await expectFails("command_failed", /mariadb-dump.*SIGKILL/s, kill);
  });

  test("a table that is changed during the dump is dumped once more, and a second change fails it", async () => {
    configure({}, { stock: { "mysql-url": "$WIDE" } });
    const change = (times: number) =>
      during("mariadb-dump", (time) => {
        if (time <= times) shops.mariadb.sql(`ALTER TABLE z_last ADD COLUMN more_${Date.now()} int, FORCE`, "wide");
      });
    await expectFails("service_failed", /z_last|definition/i, change(2), "backup", { only: "stock" });
    const { failure, lines } = await yard.call("backup", { only: "stock" }, change(1));
    expect(failure).toBe(undefined);
    expect(lines.join("\n")).toMatch(/stock: .*; dump it once more/);
    const made = shelf.sets().at(-1)?.name ?? "";
    for (const [path] of shelf.files()) if (path.includes(made)) rmSync(join(shelf.folder, path));
  });

  test("a store that cannot be reached is named before anything is dumped", async () => {
    configure({
      store: "s3",
      "s3-url": "s3://backups/shop",
      "s3-endpoint": `http://127.0.0.1:${await quietPort()}`,
      "s3-access-key-id": "a",
      "s3-secret-access-key": "b",
      "directory-path": undefined,
    });
    await expectFails("service_failed", /127\.0\.0\.1.* cannot be reached \(ECONNREFUSED\)/);
  });

  test.runIf(can("versitygw"))(
    "a store that drops the connection at 90 % is named, and nothing is published",
    async () => {
      configure({});
      if (between !== null)
        between.during = ({ method, path }) =>
          method === "PUT" && /uploads/.test(path) ? { cutRequest: 0.9 } : undefined;
      await expectFails("service_failed", /uploads.*dropped the connection/);
    },
  );

  test("a set whose name is there already is refused, and stays as it is", async () => {
    configure({});
    const now = Date.parse(shelf.sets()[0]?.createdAt ?? "");
    const at = shelf.sets()[0]?.name ?? "";
    const stamp = /\d{8}t\d{9}z/.exec(at)?.[0] ?? "";
    const began = Date.parse(stamp.replace(/(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(\d\d)(\d{3})z/, "$1-$2-$3T$4:$5:$6.$7Z"));
    expect(began).toBeLessThanOrEqual(now);
    await expectFails("refused", new RegExp(`${at}.*there already`), { now: () => began });
  });

  test("the wrong private key fails the drill by its public half, and the right one still opens it", async () => {
    configure({});
    const wrong = await generateIdentity();
    yard.env.IDENTITY = wrong;
    const { failure, lines } = await expectFails("invalid_input", /key/, {}, "drill");
    yard.env.IDENTITY = identity;
    expect(`${failure?.message}${failure?.hint}${lines.join()}`).not.toContain(wrong);
  });

  test("a scratch server that holds anything is refused, and keeps it", async () => {
    await using scratch = await startRedis();
    await scratch.command("SET", "somebody's", "key");
    yard.env.REDIS_SCRATCH = scratch.url;
    configure({}, { baskets: { "redis-scratch-url": "$REDIS_SCRATCH" } });
    await expectFails("refused", /1 key|holds|not empty/);
    expect(await scratch.command("GET", "somebody's")).toBe("key");
  });

  test("a scratch server without room is named, and emptied again", async () => {
    await using scratch = await startRedis("maxmemory 1500kb");
    for (let at = 0; at < 30; at++)
      await shops.redis.command("SET", `large ${at}`, randomBytes(50_000).toString("hex"));
    yard.env.REDIS_SCRATCH = scratch.url;
    configure({}, { baskets: { "redis-scratch-url": "$REDIS_SCRATCH" } });
    await expectFails("service_failed", /memory|room/i);
    expect(await scratch.command("DBSIZE")).toBe("0");
    for (let at = 0; at < 30; at++) await shops.redis.command("DEL", `large ${at}`);
  });

  test.each(["Back up postgres", "Prove stock"])(
    "a run that is cancelled at `%s` says so and leaves nothing",
    async (moment) => {
      configure({});
      const before = inStore();
      const running = yard.start(["backup"]);
      await running.says(moment);
      running.process.kill("SIGINT");
      const { code, said } = await running.done;
      expect(code, said).toBe(130);
      expect(said).toContain("cancelled: cancelled by SIGINT");
      await expectUntouched(before);
      const allowed = Object.keys(yard.env).join(", ");
      const step = yard.step("backup", { "env-allow": allowed });
      await step.says(moment);
      step.process.kill("SIGTERM");
      const { outputs, said: log } = await step.done;
      expect(outputs, log).toMatchObject({ outcome: "cancelled", reason: "cancelled", backup: "", verified: "" });
      await expectUntouched(before);
    },
  );

  test("after all of these faults the good set is the only one, and passes its drill", async () => {
    configure({});
    expect(shelf.sets().map(({ name }) => name)).toEqual([good]);
    const { failure, outputs } = await yard.call("drill");
    expect(failure).toBe(undefined);
    expect(outputs).toMatchObject({ backup: good, verified: "true" });
    await expectUntouched(inStore());
  });

  test("what was emptied by accident is put back: databases without tables, a server without keys, a folder without files", async () => {
    configure({ "keep-last": 1, "size-band": "50%", "min-tables": 1 });
    await shops.postgres.sql(names.postgres, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    const tables = shops.mariadb.sql("SHOW TABLES", names.mysql).split("\n");
    for (const table of tables) shops.mariadb.sql(`DROP TABLE \`${table.replaceAll("`", "``")}\``, names.mysql);
    await shops.redis.command("FLUSHALL");
    for (const name of readdirSync(shops.folder)) rmSync(join(shops.folder, name), { recursive: true });
    const empty = await yard.call("backups restore", { backup: good, item: "uploads", confirm: shops.folder });
    expect(`${empty.failure?.message} ${empty.failure?.hint}`).toMatch(/is empty.*put any file into it/s);
    writeFileSync(join(shops.folder, "any file"), "");
    for (const [item, confirm] of [
      ["orders & Öl", names.postgres],
      ["stock", names.mysql],
      ["baskets", `127.0.0.1:${shops.redis.port}`],
      ["uploads", shops.folder],
    ] as const) {
      const { failure } = await yard.call("backups restore", { backup: good, item, confirm });
      expect(failure?.message, item).toBe(undefined);
    }
    expect(await shops.postgres.sql(names.postgres, "SELECT count(*) FROM left_rows")).toBe("0");
    expect(shops.mariadb.sql("SELECT COUNT(*) FROM left_rows", names.mysql)).toBe("0");
    expect(await shops.redis.command("DBSIZE")).toBe("200");
    expect(readdirSync(shops.folder)).toHaveLength(2);
  });
});

const files = { name: "uploads", database: "files", "files-path": "$FILES", standalone: true };

/** A yard with a folder of files alone, backed up into another folder. */
async function smallYard(application = "shop", more: Readonly<Record<string, unknown>> = {}) {
  const yard = await openYard();
  const shelf = folderShelf(yard);
  yard.env.FILES = join(yard.folder, "some files");
  mkdirSync(yard.env.FILES);
  for (const name of ["one", "zwei ü", "-3 'x'"]) writeFileSync(join(yard.env.FILES, name), randomBytes(40_000));
  const configure = (also: Readonly<Record<string, unknown>> = {}) =>
    yard.configure({ application, journal: "local", backup: [{ ...files, ...shelf.inputs, ...more, ...also }] });
  configure();
  return { yard, shelf, configure, [Symbol.asyncDispose]: () => yard[Symbol.asyncDispose]() };
}

describe.runIf(can("tar", "git"))("backups of a folder in trouble", { timeout: 60_000 }, () => {
  test("a stored file that is cut short at any of five points is told by the drill and by the list, with the file's name", async () => {
    await using small = await smallYard();
    const { yard, shelf } = small;
    expect((await yard.call("backup")).failure).toBe(undefined);
    const name = shelf.sets()[0]?.name ?? "";
    const [path = "", content = Buffer.alloc(0)] = [...shelf.files()].find(([name]) => !name.endsWith(".json")) ?? [];
    for (const share of [0, 0.01, 0.5, 0.9, 1]) {
      const size = Math.max(0, Math.ceil(content.length * share) - 1);
      truncateSync(join(shelf.folder, path), size);
      const drilled = await yard.call("drill", { backup: name });
      expect(drilled.failure, `${size} of ${content.length} bytes`).not.toBe(undefined);
      for (const { failure, lines } of [drilled, await yard.call("backups list")]) {
        const said = [failure?.message, ...lines].join("\n");
        expect(said).toMatch(new RegExp(`says \\d+ bytes, but \`.*uploads\\.tar\\.zst\` has ${size}\\b`));
      }
      writeFileSync(join(shelf.folder, path), content);
    }
    expect((await yard.call("drill")).failure).toBe(undefined);
  });

  test("a disk that is full in the middle of staging is named, and the last good backup is still there and whole", async () => {
    await using small = await smallYard();
    const { yard, shelf } = small;
    mkdirSync(shelf.folder);
    const program = yard.program.map((word) => `'${word}'`).join(" ");
    const script = `${program} backup || exit 90
      head -c 8000000 /dev/urandom > "$FILES/large"
      ${program} backup; code=$?
      ls -A ${shelf.folder} | sed 's/^/left: /'
      ${program} drill || exit 91
      exit $code`;
    const [first, ...words] = [...onSmallDisk(shelf.folder), "sh", "-c", script] as [string, ...string[]];
    const ended = spawnSync(first, words, { cwd: yard.repository, env: yard.env, encoding: "utf8" });
    const said = ended.stdout + ended.stderr;
    expect(ended.status, said).toBe(1);
    expect(said).toMatch(/service_failed: could not write backup.*(full|space|large)/);
    expect(said).toContain(shelf.folder);
    expect(said.match(/^left: .*/gm), said).toHaveLength(2);
    expect(said).toContain("uploads is proven again");
    expect(yard.leftovers()).toEqual([]);
  });

  test("a clock that jumps removes nothing, is told, and proves nothing", async () => {
    await using small = await smallYard("shop", { "keep-last": 1, keep: "1h" });
    const { yard, shelf } = small;
    const day = 86_400_000;
    expect((await yard.call("backup", {}, { now: () => Date.now() + 3 * day })).failure).toBe(undefined);
    const ahead = shelf.sets()[0]?.name ?? "";
    const { failure, lines } = await yard.call("backup");
    expect(failure).toBe(undefined);
    expect(lines.join("\n")).toMatch(new RegExp(`No old backup is removed: clock jump: .*${ahead}`));
    const [made, newest] = shelf.sets().map(({ name }) => name);
    expect(newest).toBe(ahead);
    const drilled = await yard.call("drill", { backup: made ?? "", "max-age": "1h" });
    expect(drilled.failure).toBe(undefined);
    expect(drilled.lines.join("\n")).toContain(`not counted, because of their date: \`${ahead}\``);
    const late = await yard.call("drill", { "max-age": "1h" }, { now: () => Date.now() + 2 * day });
    expect(late.failure?.message).toMatch(/is 2 days old, and 60 min|is .* old, and .* are allowed/);
    expect(shelf.sets()).toHaveLength(2);
  });

  test("two backups at once: the second is refused with the name of the first, or waits for it", async () => {
    await using small = await smallYard("shop", { before: [["sleep", "2"]] });
    const { yard, shelf, configure } = small;
    const first = yard.start(["backup"]);
    await first.says("Run sleep");
    const refused = await yard.run(["backup"]);
    expect(refused.code, refused.said).toBe(3);
    expect(refused.stderr).toMatch(/another run holds the lease: .*process \d+/);
    configure({ before: [] });
    const waited = await yard.run(["backup", "--wait", "60s"]);
    expect([waited.code, (await first.done).code], waited.said).toEqual([0, 0]);
    expect(shelf.sets()).toHaveLength(2);
    expect(yard.leftovers()).toEqual([]);
  });

  test("two applications into one store: each has its own sets, and sees them alone", async () => {
    await using shop = await smallYard("shop");
    await using blog = await smallYard("blog");
    blog.yard.env.BACKUPS = shop.yard.env.BACKUPS ?? "";
    const both = [shop.yard, blog.yard];
    for (const { code, said } of await Promise.all(both.map((yard) => yard.run(["backup"]))))
      expect(code, said).toBe(0);
    const sets = shop.shelf.sets();
    expect(sets.map(({ application }) => application).sort()).toEqual(["blog", "shop"]);
    for (const yard of both) {
      const own = sets.filter(({ application }) => (application === "shop") === (yard === shop.yard));
      const { stdout } = await yard.run(["backups", "list"]);
      expect(sets.filter(({ name }) => stdout.includes(name))).toEqual(own);
      expect((await yard.call("drill")).outputs.backup).toBe(own[0]?.name);
    }
  });
});

/** Lets the beginning pass; then everything waits until that was done. */
function gate(act: () => Promise<void>): Transform {
  let seen = 0;
  let isDone = false;
  return new Transform({
    transform(chunk: Buffer, _encoding, next) {
      seen += chunk.length;
      if (isDone || seen < 100_000) return next(null, chunk);
      isDone = true;
      this.push(chunk);
      // Meanwhile whoever holds a lock for the beginning of a dump gives it back.
      wait(400)
        .then(act)
        .then(() => next(), next);
    },
  });
}

function isDump(words: Words, program: string): boolean {
  return words[0].endsWith(program) && !words.includes("--version") && !words.includes("--no-data");
}
