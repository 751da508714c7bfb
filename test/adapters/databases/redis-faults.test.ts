import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { describe, expect, test } from "vitest";
import { checksum } from "../../../src/adapters/databases/redis/crc64.ts";
import type { Executor } from "../../../src/kit/executor.ts";
import { dumped } from "../../contracts/database.ts";
import { temporaryFolder, testEffects } from "../../effects.ts";
import { can, programPath } from "../../servers/programs.ts";
import { startRedis } from "../../servers/redis.ts";
import { openRedis } from "./redis-open.ts";
import { fillShop } from "./redis-shop.ts";

const fill =
  "math.randomseed(1) for i=1,ARGV[1]*1 do local t = {} for j=1,250 do t[j] = string.char(math.random(0,255)) end redis.call('SET', 'k'..i, string.rep(table.concat(t), 40)) end";

describe.runIf(can("redis"))("Redis in trouble", () => {
  test.for(["rdb", "bgsave"] as const)(
    "a server that is killed in the middle of a dump by %s is noticed",
    async (method) => {
      await using server = await startRedis("rdbcompression no");
      await server.command("EVAL", fill, "0", "3000");
      const dump = await openRedis(server, { method }).dump();
      const slow = new Writable({
        highWaterMark: 1,
        write: (_chunk, _encoding, next) => void setTimeout(next, method === "rdb" ? 1 : 0),
      });
      server.kill();
      const read = pipeline(dump.body, slow);
      if (method === "bgsave") return void (await read);
      await expect(read).rejects.toMatchObject({ code: "service_failed" });
      await expect(dump.facts()).rejects.toMatchObject({ code: "service_failed" });
    },
  );

  test("a dump program that is killed is noticed", async () => {
    await using server = await startRedis();
    await using folder = await temporaryFolder();
    await fillShop(server);
    const cli = programPath("redis", "redis-cli");
    const script = `#!/bin/bash\ncase "$*" in *--rdb*) '${cli}' "$@" | head -c 5000; kill -9 $$;; esac\nexec '${cli}' "$@"\n`;
    writeFileSync(join(folder.path, "redis-cli"), script, { mode: 0o755 });
    const database = openRedis(server, { bin: folder.path });
    await expect(dumped(database)).rejects.toMatchObject({ code: "command_failed" });
  });

  test("a program that ends well after half of the dump is not believed", async () => {
    await using server = await startRedis();
    await using folder = await temporaryFolder();
    await fillShop(server);
    const cli = programPath("redis", "redis-cli");
    const script = `#!/bin/bash\ncase "$*" in *--rdb*) '${cli}' "$@" 2>/dev/null | head -c 5000; exit 0;; esac\nexec '${cli}' "$@"\n`;
    writeFileSync(join(folder.path, "redis-cli"), script, { mode: 0o755 });
    await expect(dumped(openRedis(server, { bin: folder.path }))).rejects.toThrow("cut short");
  });

  test("a wrong password is told without being shown", async () => {
    await using server = await startRedis();
    const database = openRedis(server, { url: server.url.replace(/:[^:@]+@/, ":wr0ngsecret@") });
    for (const act of [() => database.identity(), () => database.dump(), () => database.fingerprint()]) {
      const error = await act().catch((error: Error) => error);
      expect(error).toMatchObject({ code: "invalid_input", message: expect.stringContaining("does not accept") });
      expect(JSON.stringify(error) + String(error)).not.toContain("wr0ngsecret");
    }
  });

  test("a server that is not there is an input error", async () => {
    await using server = await startRedis();
    const database = openRedis(server, { url: "redis://:secret@127.0.0.1:1/0" });
    for (const act of [() => database.identity(), () => database.dump(), () => database.vitals()])
      await expect(act()).rejects.toMatchObject({ code: "invalid_input" });
  });

  test.for(["http://x", "redis://", "redis://:%zz@host", "redis://host/a/b", "unix://", "secret"])(
    "the URL %s is refused without being shown",
    async (url) => {
      await using server = await startRedis();
      expect(() => openRedis(server, { url })).toThrow("redis-url");
      expect(() => openRedis(server, { url })).not.toThrow(/zz|secret/);
    },
  );

  test("a dump that is cut short is noticed, wherever it ends", async () => {
    await using server = await startRedis();
    await using given = await startRedis();
    await fillShop(server);
    const database = openRedis(server);
    const { body } = await dumped(database);
    const pouring = openRedis(server, { scratch: given });
    for (const share of [0, 0.01, 0.3, 0.8, (body.length - 1) / body.length]) {
      const cut = body.subarray(0, Math.floor(body.length * share));
      await expect(database.inspect(Readable.from([cut]))).rejects.toMatchObject({ code: "service_failed" });
      for (const restoring of [database, pouring]) {
        await using scratch = await restoring.openScratch();
        const restore = restoring.restore(Readable.from([cut]), scratch);
        await expect(restore).rejects.toMatchObject({ code: "service_failed" });
      }
    }
    expect(await given.command("DBSIZE")).toBe("0");
    await expect(database.inspect(Readable.from([body, Buffer.from("x")]))).rejects.toThrow("bytes follow");
  });

  test("one flipped bit is noticed, wherever it is", async () => {
    await using server = await startRedis();
    await fillShop(server);
    const database = openRedis(server);
    const { body } = await dumped(database);
    for (let i = 0; i < 60; i++) {
      const at = Math.floor((body.length * i) / 60);
      const flipped = Buffer.from(body);
      flipped[at] = (flipped[at] as number) ^ (1 << (i % 8));
      await expect(database.inspect(Readable.from([flipped])), `byte ${at}`).rejects.toMatchObject({
        code: "service_failed",
      });
    }
  });

  test("two backups at once are both whole", async () => {
    await using server = await startRedis();
    await fillShop(server);
    const methods = ["rdb", "rdb", "bgsave", "bgsave"] as const;
    const found = await Promise.all(methods.map((method) => dumped(openRedis(server, { method }))));
    for (const { facts } of found) expect(facts).toEqual(found[0]?.facts);
  });

  test("a cancelled run ends at once, before and in the middle", async () => {
    await using server = await startRedis("rdbcompression no", "rdb-key-save-delay 2000");
    await server.command("EVAL", fill, "0", "2000");
    const database = openRedis(server);
    const cancelled = { signal: AbortSignal.abort(new Error("stop")) };
    await expect(database.dump(cancelled)).rejects.toMatchObject({ code: "cancelled" });
    await expect(database.openScratch(cancelled)).rejects.toMatchObject({ code: "cancelled" });
    for (const method of ["rdb", "bgsave"] as const) {
      const cancel = new AbortController();
      setTimeout(() => cancel.abort(), 100);
      const dump = openRedis(server, { method }).dump({ signal: cancel.signal });
      const read = dump.then(({ body }) => pipeline(body, new Writable({ write: (_c, _e, next) => next() })));
      await expect(read).rejects.toMatchObject({ code: "cancelled" });
    }
    await using scratch = await database.openScratch();
    const cancel = new AbortController();
    const endless = new Readable({ read() {} });
    endless.push("REDIS0010");
    setTimeout(() => cancel.abort(), 20);
    await expect(database.restore(endless, scratch, cancel.signal)).rejects.toMatchObject({ code: "cancelled" });
    expect(endless.destroyed).toBe(true);
  });

  test("a scratch server that holds anything is refused and not touched", async () => {
    await using server = await startRedis();
    await using given = await startRedis();
    given.commands("SELECT 4\nSET mine 1\n");
    const database = openRedis(server, { scratch: given });
    await expect(database.openScratch()).rejects.toMatchObject({ code: "refused" });
    expect(await given.command("INFO", "keyspace")).toContain("db4:keys=1");
    await expect(openRedis(server, { scratch: server }).openScratch()).rejects.toThrow("the very server");
  });

  test("a scratch server that is filled between two looks is refused and not emptied", async () => {
    await using server = await startRedis();
    await using given = await startRedis();
    server.commands("SET a 1\n");
    const database = openRedis(server, { scratch: given });
    const { body } = await dumped(database);
    {
      await using scratch = await database.openScratch();
      given.commands("SET mine 1\n");
      await expect(database.restore(Readable.from([body]), scratch)).rejects.toMatchObject({ code: "refused" });
    }
    expect(await given.command("EXISTS", "mine")).toBe("1");
  });

  test("a scratch server with too little memory is named, and emptied again", async () => {
    await using server = await startRedis();
    await using given = await startRedis("maxmemory 2mb");
    await server.command("EVAL", fill, "0", "400");
    const database = openRedis(server, { scratch: given });
    const { body } = await dumped(database);
    {
      await using scratch = await database.openScratch();
      await expect(database.restore(Readable.from([body]), scratch)).rejects.toThrow("too little memory");
    }
    expect(await given.command("DBSIZE")).toBe("0");
    await given.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
    await expect(database.openScratch()).rejects.toThrow("throws keys away");
  });

  test("a server that keeps its commands to itself needs a provider's snapshot", async () => {
    await using renamed = await startRedis('rename-command SYNC ""', 'rename-command PSYNC ""');
    await expect(openRedis(renamed).dump()).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("provider snapshot needed"),
      hint: expect.stringContaining("method: snapshot"),
    });
    await using server = await startRedis();
    await server.command("ACL", "SETUSER", "default", "-config", "-bgsave", "-sync", "-psync");
    for (const method of ["rdb", "bgsave"] as const)
      await expect(openRedis(server, { method }).dump()).rejects.toThrow("provider snapshot needed");
    await server.command("ACL", "SETUSER", "default", "+config");
    await expect(openRedis(server, { method: "bgsave" }).dump()).rejects.toThrow("provider snapshot needed");
  });

  test("a save that fails, and a file that is not here, are named", async () => {
    await using server = await startRedis("dbfilename in-the-way");
    server.commands("SET a 1\n");
    const elsewhere = testEffects();
    const blind: Executor = {
      ...elsewhere.exec,
      run: ([program, ...words], options) =>
        elsewhere.exec.run([program, ...(program === "stat" ? ["--", "/nowhere"] : words)], options),
    };
    const other = openRedis(server, { method: "bgsave", effects: elsewhere, executor: blind });
    await expect(other.dump()).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringMatching("not there"),
    });
    rmSync(join(server.folder, "in-the-way"));
    mkdirSync(join(server.folder, "in-the-way"));
    await expect(openRedis(server, { method: "bgsave" }).dump()).rejects.toThrow("could not save");
  });

  test("a dump of a newer format is named when the server of this machine cannot load it", async () => {
    await using server = await startRedis();
    server.commands("SET a 1\n");
    const database = openRedis(server);
    const { body } = await dumped(database);
    const newer = Buffer.from(body.subarray(0, -8));
    newer.write("REDIS0099");
    const sum = checksum();
    sum.add(newer);
    await using scratch = await database.openScratch();
    const restore = database.restore(Readable.from([newer, sum.bytes()]), scratch);
    await expect(restore).rejects.toMatchObject({ code: "invalid_input", message: expect.stringContaining("99") });
  });

  test("our checksum and that of redis-check-rdb say the same", async () => {
    await using server = await startRedis();
    await using folder = await temporaryFolder();
    await fillShop(server);
    const { body } = await dumped(openRedis(server));
    const file = join(folder.path, "dump.rdb");
    writeFileSync(file, body);
    expect(execFileSync("redis-check-rdb", [file], { encoding: "utf8" })).toContain("Checksum OK");
  });

  test("row digests are refused: Redis has none of a snapshot", async () => {
    await using server = await startRedis();
    await expect(openRedis(server).dump({ hashRows: true })).rejects.toMatchObject({ code: "invalid_input" });
  });
});
