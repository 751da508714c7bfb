import { existsSync, writeFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { dumped } from "../../contracts/database.ts";
import { temporaryFolder, testEffects } from "../../effects.ts";
import { can } from "../../servers/programs.ts";
import { difficultPassword, startRedis } from "../../servers/redis.ts";
import { openRedis } from "./redis-open.ts";
import { digest, fillShop } from "./redis-shop.ts";

const debug = "enable-debug-command yes";

describe.runIf(can("redis"))("Redis as a database", () => {
  test("says what it is and how it is", async () => {
    await using server = await startRedis();
    server.commands("SET a 1\nSET b 2\nSELECT 7\nSET c 3\n");
    const database = openRedis(server);
    const identity = await database.identity();
    expect(identity).toMatchObject({ engine: "redis", name: `127.0.0.1:${server.port}` });
    expect(identity.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(identity.client).toMatch(/^\d+\.\d+\.\d+$/);
    expect(await database.identity()).toEqual(identity);
    const vitals = await database.vitals();
    expect(vitals).toMatchObject({ tables: 2, replicationLag: null });
    expect(vitals.bytes).toBeGreaterThan(100_000);
  });

  test.for(["rdb", "bgsave"] as const)("a copy of a snapshot by %s is equal in every value", async (method) => {
    await using server = await startRedis(debug);
    await using given = await startRedis(debug);
    await fillShop(server);
    const database = openRedis(server, { method, scratch: given });
    const { body, facts } = await dumped(database);
    expect(facts).toMatchObject({ tables: { db0: 331, db3: 2 }, objects: { databases: 2, expires: 3, libraries: 1 } });
    expect(facts.integrity).toEqual([]);
    await database.inspect(Readable.from([body]));
    {
      await using scratch = await database.openScratch();
      await database.restore(Readable.from([body]), scratch);
      expect(await database.census(scratch)).toEqual(facts);
      expect(await database.fingerprint(scratch)).toBe(await database.fingerprint());
      expect(await digest(given)).toBe(await digest(server));
    }
    expect(await given.command("DBSIZE")).toBe("0");
    expect(await given.command("FUNCTION", "LIST")).toBe("*0");
  });

  test("a throwaway server holds the same, and nothing of it is left", async () => {
    await using server = await startRedis();
    await fillShop(server);
    const effects = testEffects();
    const database = openRedis(server, { effects });
    const { body, facts } = await dumped(database);
    let folder: string;
    {
      await using scratch = await database.openScratch();
      folder = scratch.name;
      await database.restore(Readable.from([body]), scratch);
      expect(await database.census(scratch)).toEqual(facts);
      expect(await database.fingerprint(scratch)).toBe(await database.fingerprint());
      await expect(database.restore(Readable.from([body]), scratch)).rejects.toMatchObject({ code: "refused" });
      expect(await serversIn(scratch.name)).toHaveLength(1);
    }
    expect(existsSync(folder)).toBe(false);
    expect(await serversIn(folder)).toEqual([]);
  });

  test("a dump holds its moment, whatever is written before it is read", async () => {
    await using server = await startRedis();
    server.commands("MSET a 1 b 2 c 3\n");
    const database = openRedis(server);
    const dump = await database.dump();
    server.commands("FLUSHALL\nSELECT 5\nSET d 1\n");
    const body = await buffer(dump.body);
    expect(await dump.facts()).toMatchObject({ tables: { db0: 3 } });
    await using scratch = await database.openScratch();
    await database.restore(Readable.from([body]), scratch);
    expect(await database.census(scratch)).toEqual(await dump.facts());
  });

  test("keys that expire while the copy is compared are counted all the same", async () => {
    await using server = await startRedis();
    await using given = await startRedis();
    server.commands(`${Array.from({ length: 50 }, (_, i) => `SET soon${i} x PX 300`).join("\n")}\nSET stays 1\n`);
    const { body, facts } = await dumped(openRedis(server));
    expect(facts).toMatchObject({ tables: { db0: 51 }, objects: { expires: 50 } });
    await wait(400);
    for (const more of [{}, { scratch: given }]) {
      const database = openRedis(server, more);
      await using scratch = await database.openScratch();
      await database.restore(Readable.from([body]), scratch);
      await wait(200);
      expect(await database.census(scratch)).toEqual(facts);
    }
  });

  test("a copy equals the snapshot while others write without a pause", async () => {
    await using server = await startRedis();
    await server.command("EVAL", "for i=1,20000 do redis.call('SET', 'k'..i, string.rep('x', 200)) end", "0");
    const database = openRedis(server);
    let isOver = false;
    const writer = (async () => {
      for (let i = 0; !isOver; i++) {
        await server.command(
          "EVAL",
          "redis.call('SET', 'new'..ARGV[1], 1) redis.call('DEL', 'k'..ARGV[1] * 2, 'k'..ARGV[1] * 2 + 1)",
          "0",
          String(i),
        );
      }
    })();
    await wait(50);
    const { body, facts } = await dumped(database);
    isOver = true;
    await writer;
    expect(facts.tables.db0).toBeLessThan(20_000);
    await using scratch = await database.openScratch();
    await database.restore(Readable.from([body]), scratch);
    expect(await database.census(scratch)).toEqual(facts);
  });

  test("a server without keys is copied as one without keys", async () => {
    await using server = await startRedis();
    const database = openRedis(server);
    const { body, facts } = await dumped(database);
    expect(facts.tables).toEqual({});
    await using scratch = await database.openScratch();
    await database.restore(Readable.from([body]), scratch);
    expect(await database.census(scratch)).toEqual(facts);
  });

  test("a kept copy is found again by its name, can be written to, and is removed", async () => {
    await using server = await startRedis();
    await fillShop(server);
    const first = openRedis(server);
    const { body, facts } = await dumped(first);
    const kept = await first.openScratch({ isKept: true });
    await first.restore(Readable.from([body]), kept);
    const effects = testEffects();
    const second = openRedis(server, { effects });
    {
      await using scratch = await second.reopenScratch(kept.name);
      expect(await second.census(scratch)).toEqual(facts);
      expect(scratch.url).toBe(kept.url);
      expect(effects.masked).toContain(new URL(scratch.url as string).password);
      const copy = openRedis(server, { url: scratch.url as string });
      expect(await copy.fingerprint()).toBe(await first.fingerprint());
    }
    await expect(openRedis(server, { url: kept.url as string }).identity()).rejects.toThrow("there is no Redis server");
    await expect(second.reopenScratch(kept.name)).rejects.toMatchObject({ code: "invalid_input" });
    await expect(second.reopenScratch("/etc")).rejects.toMatchObject({ code: "invalid_input" });
  });

  test("a unix socket and a user of the access lists do as well", async () => {
    await using server = await startRedis();
    const rights = "+@connection +info +sync +psync +replconf +function|list";
    await server.command("ACL", "SETUSER", "bäcker", "on", `>${difficultPassword}`, "~*", ...rights.split(" "));
    server.commands("SET a 1\n");
    const login = `${encodeURIComponent("bäcker")}:${encodeURIComponent(difficultPassword)}`;
    const database = openRedis(server, { url: `unix://${login}@${server.folder}/s.sock` });
    expect(await database.identity()).toMatchObject({ name: `${server.folder}/s.sock` });
    expect((await dumped(database)).facts.tables).toEqual({ db0: 1 });
  });

  test("a replica is copied, and says how far it is behind", async () => {
    await using master = await startRedis();
    master.commands("MSET a 1 b 2\n");
    const secret = difficultPassword.replaceAll(/["\\]/g, "\\$&");
    await using replica = await startRedis(`replicaof 127.0.0.1 ${master.port}`, `masterauth "${secret}"`);
    const database = openRedis(replica);
    await expect.poll(async () => (await database.vitals()).replicationLag, { timeout: 10_000 }).toBeLessThan(11_000);
    expect((await dumped(database)).facts.tables).toEqual({ db0: 2 });
    master.kill();
    await expect.poll(async () => (await database.vitals()).tables).toBe(1);
    await expect(database.replace(Readable.from([]), () => {})).rejects.toThrow();
  });

  test("the password is in no command line while programs run", async () => {
    await using server = await startRedis();
    await using folder = await temporaryFolder();
    const spy = `#!/bin/sh\ntr '\\0' ' ' </proc/$$/cmdline >>'${folder.path}/seen'\nexec redis-cli "$@"\n`;
    writeFileSync(join(folder.path, "redis-cli"), spy, { mode: 0o755 });
    writeFileSync(join(folder.path, "redis-server"), spy.replace("redis-cli", "redis-server"), { mode: 0o755 });
    server.commands("SET a 1\n");
    const effects = testEffects();
    const database = openRedis(server, { bin: folder.path, effects });
    const { body } = await dumped(database);
    await using scratch = await database.openScratch({ isKept: true });
    await database.restore(Readable.from([body]), scratch);
    await database.replace(Readable.from([body]), () => {});
    const seen = await readFile(join(folder.path, "seen"), "utf8");
    expect(seen).toContain("--rdb");
    expect(seen).toContain("--pipe");
    const secrets = [difficultPassword, encodeURIComponent(difficultPassword), new URL(scratch.url as string).password];
    for (const secret of secrets) expect(seen).not.toContain(secret);
    expect(effects.masked).toContain(difficultPassword);
  });
});

/** Servers whose configuration lies in a folder of that name. */
async function serversIn(folder: string): Promise<readonly string[]> {
  const processes = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(processes.map((id) => readFile(`/proc/${id}/cmdline`, "latin1").catch(() => "")));
  return lines.filter((line) => line.startsWith("redis-server") && line.includes(folder));
}
