import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { other, type Slot } from "../../../src/core/slots.ts";
import { routerContract } from "../../contracts/router.ts";
import { can } from "../../servers/programs.ts";
import { startSshd } from "../../servers/sshd.ts";
import { openSsh } from "../executors/open-ssh.ts";
import { type Door, type Inputs, startDoor } from "./nginx-places.ts";
import { countSlots, underLoad, visit } from "./under-load.ts";

describe.runIf(can("nginx"))("a real nginx", () => {
  routerContract("nginx by weights", () => bench("upstream"));
  routerContract("nginx by visitors", () => bench("split-clients", { "nginx-cookie": "visitor" }));

  test("gives each slot exactly its share of the requests, whatever worker gets them", async () => {
    await using door = await startDoor("upstream", { "nginx-keepalive": "8" });
    const router = door.open();
    for (const weight of [25, 1, 50, 100, 0]) {
      await router.setWeight("green", weight);
      expect(await router.verify("green", weight)).toBe("in-effect");
      const counts = await countSlots(door.url, 200);
      expect([counts.blue ?? 0, counts.green ?? 0]).toEqual([200 - 2 * weight, 2 * weight]);
    }
  });

  test("a slot that cannot be reached is asked for its whole share all the same: its failures are seen", async () => {
    await using door = await startDoor("upstream", { "nginx-green": "127.0.0.1:9" });
    await door.open().setWeight("green", 50);
    expect(await door.open().verify("green", 50)).toBe("in-effect");
    // What nginx tries once more on the other slot is the configuration's: `proxy_next_upstream`.
    await countSlots(door.url, 20);
    expect(door.nginx.log().match(/connect\(\) failed/g)).toHaveLength(10);
  });

  test.each(["green", "blue"] as const)(
    "who is on %s stays there while its weight grows, and goes back in the same order",
    async (to) => {
      await using door = await startDoor("split-clients", { "nginx-cookie": "visitor" });
      const router = door.open();
      await router.setWeight(other(to), 100);
      await router.promote(other(to));
      const seen = new Map<number, ReadonlySet<string>>([[0, new Set()]]);
      let earlier = 0;
      for (const weight of [10, 25, 50, 100]) {
        await router.setWeight(to, weight);
        expect(await router.verify(to, weight)).toBe("in-effect");
        const now = await visitorsOn(door, to);
        expect([...(seen.get(earlier) ?? [])].filter((visitor) => !now.has(visitor))).toEqual([]);
        // Four standard deviations at most; the names and the hash are always the same.
        expect(Math.abs(now.size - 2 * weight)).toBeLessThan(
          4 * Math.sqrt((200 * weight * (100 - weight)) / 10_000) + 1,
        );
        seen.set(weight, now);
        earlier = weight;
      }
      await router.setWeight(to, 25);
      expect(await router.verify(to, 25)).toBe("in-effect");
      expect(await visitorsOn(door, to)).toEqual(seen.get(25));
    },
  );

  test("who comes without a cookie is given one and stays where the first request went", async () => {
    await using door = await startDoor("split-clients", { "nginx-cookie": "visitor" });
    await door.open().setWeight("green", 50);
    expect(await door.open().verify("green", 50)).toBe("in-effect");
    const seen = new Set<string | null>();
    for (let newcomer = 0; newcomer < 30; newcomer++) {
      const first = await fetch(door.url);
      const cookie = first.headers.get("set-cookie")?.split(";")[0] ?? "";
      expect(cookie).toMatch(/^visitor=[0-9a-f]{32}$/);
      const second = await fetch(door.url, { headers: { cookie } });
      expect(second.headers.get("x-slot")).toBe(first.headers.get("x-slot"));
      expect(second.headers.get("set-cookie")).toBeNull();
      seen.add(first.headers.get("x-slot"));
    }
    expect(seen).toEqual(new Set(["blue", "green"]));
  });

  test("a key of one's own tells visitors apart", async () => {
    await using door = await startDoor("split-clients", { "nginx-key": "$http_x_tenant" });
    await door.open().setWeight("green", 30);
    expect(await door.open().verify("green", 30)).toBe("in-effect");
    const slots = async () => {
      const all = Array.from({ length: 60 }, (_, i) => visit(door.url, { "x-tenant": `tenant-${i}` }));
      return Promise.all(all);
    };
    const first = await slots();
    expect(await slots()).toEqual(first);
    expect(first.filter((slot) => slot === "green").length).toBeGreaterThan(5);
    expect(first.filter((slot) => slot === "blue").length).toBeGreaterThan(25);
  });

  test.each(["upstream", "split-clients"] as const)("switches by %s under load lose no request", async (mode) => {
    await using door = await startDoor(mode);
    const router = door.open();
    const seen = await underLoad({ url: door.url, rate: 100 }, async () => {
      for (const weight of [10, 50, 100, 0, 100]) {
        await router.setWeight("green", weight);
        expect(await router.verify("green", weight)).toBe("in-effect");
      }
    });
    expect(seen.failures).toEqual([]);
    expect(seen.requests).toBeGreaterThan(20);
    expect(await countSlots(door.url, 10)).toEqual({ green: 10 });
  });

  test.runIf(can("sshd"))(
    "on a server over ssh, and a connection that drops while nginx is told leaves a way on",
    async () => {
      await using door = await startDoor("upstream");
      await using server = await startSshd();
      const remote = openSsh(server, door.effects);
      await door.open({}, remote).setWeight("green", 25);
      expect(await door.open({}, remote).verify("green", 25)).toBe("in-effect");
      const begun = join(door.nginx.folder, "begun");
      const run: typeof remote.run = async (words, how) => {
        const running = remote.run(words, how);
        if (words[0] !== "sh") return running;
        running.catch(() => {});
        await expect.poll(() => existsSync(begun), { timeout: 10_000 }).toBe(true);
        server.drop();
        return running;
      };
      const hanging = { "nginx-reload": ["sh", "-c", `echo >"$1"; sleep 600`, "sh", begun] };
      const router = door.open(hanging, { ...remote, run });
      const error = await router.setWeight("green", 50).catch((caught) => caught);
      expect(error.message).toContain("whether nginx has loaded it is unknown");
      const next = openSsh(server, door.effects);
      expect(await door.open({}, next).verify("green", 50)).toBe("not-yet");
      await door.open({}, next).setWeight("green", 50);
      expect(await door.open({}, next).verify("green", 50)).toBe("in-effect");
      expect(await countSlots(door.url, 20)).toEqual({ blue: 10, green: 10 });
    },
  );
});

async function bench(mode: "upstream" | "split-clients", inputs: Inputs = {}) {
  const door = await startDoor(mode, inputs);
  return {
    open: () => door.open(),
    async disturb() {
      await door.put(door.textOf(33));
      await door.effects.exec.run(door.nginx.reload);
    },
    ruin: () => door.put("upstream shop {\n"),
    [Symbol.asyncDispose]: () => door[Symbol.asyncDispose](),
  };
}

async function visitorsOn(door: Door, slot: Slot): Promise<Set<string>> {
  const visitors = Array.from({ length: 200 }, (_, i) => `visitor-${i}`);
  const found = new Set<string>();
  for (const visitor of visitors)
    if ((await visit(door.url, { cookie: `visitor=${visitor}` })) === slot) found.add(visitor);
  return found;
}
