import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { dumped } from "../../contracts/database.ts";
import { testEffects } from "../../effects.ts";
import { can } from "../../servers/programs.ts";
import { startRedis } from "../../servers/redis.ts";
import { startSshd } from "../../servers/sshd.ts";
import { openSsh } from "../executors/open-ssh.ts";
import { openRedis } from "./redis-open.ts";
import { digest, fillShop } from "./redis-shop.ts";

describe.runIf(can("redis", "sshd"))("Redis on another machine, over ssh", () => {
  test("a snapshot of either method is copied, compared and put back", async () => {
    await using server = await startRedis("enable-debug-command yes");
    await using given = await startRedis("enable-debug-command yes");
    await using sshd = await startSshd();
    await fillShop(server);
    const effects = testEffects();
    const executor = openSsh(sshd, effects);
    const saved = await dumped(openRedis(server, { method: "bgsave", effects, executor }));
    const database = openRedis(server, { effects, executor, scratch: given });
    const { body, facts } = await dumped(database);
    expect(saved.facts).toEqual(facts);
    await using scratch = await database.openScratch();
    await database.restore(Readable.from([saved.body]), scratch);
    expect(await database.census(scratch)).toEqual(facts);
    expect(await digest(given)).toBe(await digest(server));
    server.commands("SET foreign 1\n");
    await database.replace(Readable.from([body]), () => {});
    expect(await digest(given)).toBe(await digest(server));
  });
});
