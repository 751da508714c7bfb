import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { dumped } from "../../contracts/database.ts";
import { can } from "../../servers/programs.ts";
import { startRedis } from "../../servers/redis.ts";
import { openRedis } from "./redis-open.ts";
import { digest, fillShop, oddKeys } from "./redis-shop.ts";

const debug = "enable-debug-command yes";

describe.runIf(can("redis"))("Redis put back in place", () => {
  test("production holds what the backup holds, and nothing else", async () => {
    await using server = await startRedis(debug);
    await fillShop(server);
    const before = await digest(server);
    const database = openRedis(server);
    const { body, facts } = await dumped(database);
    const fingerprint = await database.fingerprint();
    server.commands("SET plain changed\nDEL hash\nSET added 1\nSELECT 3\nDEL elsewhere\nSELECT 9\nSET foreign 1\n");
    await server.command("DEL", oddKeys[0] as Buffer);
    for (const key of oddKeys) await server.command("SET", Buffer.concat([key, Buffer.from([10, 0, 255])]), "new");
    await server.command(
      "FUNCTION",
      "LOAD",
      "#!lua name=other\nredis.register_function('two', function() return 2 end)",
    );
    let seen: unknown;
    const replaced = await database.replace(Readable.from([body]), (found) => {
      seen = found;
    });
    expect(seen).toEqual(facts);
    expect(replaced).toEqual({ kept: null });
    expect(await digest(server)).toBe(before);
    expect(await database.fingerprint()).toBe(fingerprint);
    expect((await dumped(database)).facts).toEqual(facts);
  });

  test("what the check refuses changes nothing", async () => {
    await using server = await startRedis(debug);
    server.commands("SET a 1\n");
    const database = openRedis(server);
    const { body } = await dumped(database);
    server.commands("SET b 1\n");
    const before = await digest(server);
    const check = () => {
      throw new Error("not what was expected");
    };
    await expect(database.replace(Readable.from([body]), check)).rejects.toThrow("not what was expected");
    await expect(database.replace(Readable.from([body.subarray(0, -20)]), () => {})).rejects.toMatchObject({
      code: "service_failed",
    });
    expect(await digest(server)).toBe(before);
  });

  test("a server without room for the backup, or one that may not be written to, is left as it is", async () => {
    await using source = await startRedis();
    await source.command("EVAL", "for i=1,3000 do redis.call('SET', 'k'..i, string.rep('x', 1000)) end", "0");
    const { body } = await dumped(openRedis(source));
    await using small = await startRedis("maxmemory 1mb");
    await expect(openRedis(small).replace(Readable.from([body]), () => {})).rejects.toMatchObject({ code: "refused" });
    await using replica = await startRedis("replicaof 127.0.0.1 1");
    const restore = openRedis(replica).replace(Readable.from([body]), () => {});
    await expect(restore).rejects.toThrow("is a replica");
  });

  test("a server that stops halfway holds no less than before, and the restore can be repeated", async () => {
    await using source = await startRedis();
    await source.command("EVAL", "for i=1,300 do redis.call('SET', 'k'..i, string.rep('x', 1000)) end", "0");
    const { body, facts } = await dumped(openRedis(source));
    await using server = await startRedis();
    server.commands("SET mine 1\n");
    await server.command("ACL", "SETUSER", "default", "-unlink");
    await expect(openRedis(server).replace(Readable.from([body]), () => {})).rejects.toThrow("UNLINK (NOPERM");
    expect(await server.command("EXISTS", "mine")).toBe("1");
    await server.command("ACL", "SETUSER", "default", "+unlink");
    await openRedis(server).replace(Readable.from([body]), () => {});
    expect((await dumped(openRedis(server))).facts).toEqual(facts);
  });
});
