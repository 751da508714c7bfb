import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commandPoints } from "../../../src/adapters/recovery-points/command.ts";
import type { Words } from "../../../src/kit/executor.ts";
import { type TestEffects, testEffects } from "../../effects.ts";

type Name = "create" | "exists" | "restore" | "remove-restored" | "remove";

const now = `"at": "'"$(date -u +%Y-%m-%dT%H:%M:%SZ)"'"`;
const good: Readonly<Record<Name, string>> = {
  create: `touch snap; echo '{"id": "snap-1", "position": "0/1A2B", ${now}}'`,
  exists: `test -e snap && echo snap-1; true`,
  restore: `touch place; echo '{"url": "postgres://drill:p%40ss@127.0.0.1:1/shop"}'`,
  "remove-restored": `rm -f place; echo "$POINT_ID $POINT_POSITION" >>removed`,
  remove: `rm snap`,
};

function open(scripts: Partial<Record<Name, string>> = {}, effects: TestEffects = testEffects(), limit = 20_000) {
  const words = (name: Name): Words => {
    const file = join(effects.folder, name);
    writeFileSync(file, `#!/bin/sh\ncd '${effects.folder}'\n${scripts[name] ?? good[name]}\n`);
    chmodSync(file, 0o755);
    return [file];
  };
  const inputs = {
    "command-create": words("create"),
    "command-exists": words("exists"),
    "command-restore": words("restore"),
    "command-remove-restored": words("remove-restored"),
    "command-remove": scripts.remove === "" ? undefined : words("remove"),
    "command-time-limit": limit,
  };
  return { points: commandPoints.open(inputs, { effects, application: "shop", environment: "test" }), effects };
}

const point = { id: "snap-1", position: "0/1A2B", at: "2026-05-01T03:00:00Z" };

describe("recovery points by commands", () => {
  test("a point is made, found, restored to a place of its own, and removed", async () => {
    const { points, effects } = open();
    const made = await points.create();
    expect(made).toMatchObject({ id: "snap-1", position: "0/1A2B" });
    expect(Math.abs(Date.parse(made.at) - Date.now())).toBeLessThan(60_000);
    const at = (name: string) => join(effects.folder, name);
    {
      await using restored = await points.restore(made);
      expect(restored.url).toBe("postgres://drill:p%40ss@127.0.0.1:1/shop");
      expect(existsSync(at("place"))).toBe(true);
      expect(effects.masked).toEqual(expect.arrayContaining([restored.url, "p%40ss", "p@ss"]));
    }
    expect(existsSync(at("place"))).toBe(false);
    expect(readFileSync(at("removed"), "utf8")).toBe("snap-1 0/1A2B\n");
    await points.remove?.(made);
    expect(await points.exists(made)).toBe(false);
    expect(points.describe).toBe("`create` on this machine");
  });

  test("a position alone is a name as well, and a list of points may be printed", async () => {
    const { points } = open({
      create: `echo '{"position": "mysql-bin.000042:1234", ${now}}'`,
      exists: `echo mysql-bin.000041:1; printf 'other\\tmysql-bin.000042:1234\\n'`,
    });
    expect(await points.create()).toMatchObject({ id: "mysql-bin.000042:1234", position: "mysql-bin.000042:1234" });
    expect(await points.exists({ ...point, id: "mysql-bin.00004" })).toBe(false);
  });

  test("without `command-remove` nobody here removes points", () => {
    expect(open({ remove: "" }).points.remove).toBeNull();
  });

  test.for([
    ["nothing", "true", "empty"],
    ["nonsense", "echo Snapshot created", "not one JSON object"],
    ["a log before it", `echo done; echo '{"id": "x", ${now}}'`, "not one JSON object"],
    ["half of it", `printf '{"id": "x", '`, "not one JSON object"],
    ["a list", `echo '[]'`, "no object"],
    ["no name", `echo '{${now}}'`, "neither `id` nor `position`"],
    ["a number as name", `echo '{"id": 7, ${now}}'`, "`id` is not a text"],
    ["a name of two lines", `printf '%s' '{"id": "a\\nb", ${now}}'`, "`id` is not a text"],
    ["a misspelt field", `echo '{"id": "x", "postion": "y", ${now}}'`, "mean nothing here"],
    ["no time", `echo '{"id": "x"}'`, "`at` does not say"],
    ["a time without its zone", `echo '{"id": "x", "at": "2026-05-01T03:00:00"}'`, "with its time zone"],
    ["a day that is none", `echo '{"id": "x", "at": "2026-13-41T03:00:00Z"}'`, "with its time zone"],
    ["an endless answer", "yes", "more than 1 MiB"],
  ] as const)("a create that ends well and prints %s is a failure", async ([, create, told]) => {
    const { points } = open({ create });
    await expect(points.create()).rejects.toMatchObject({
      code: "service_failed",
      message: expect.stringContaining(told),
    });
  });

  test("every problem of an answer is named at once", async () => {
    const { points } = open({ create: `echo '{"id": 1, "at": "yesterday"}'` });
    await expect(points.create()).rejects.toThrow(/`id` is not.*neither.*`at` is not/);
  });

  test("a command that fails is told with what it said", async () => {
    const { points, effects } = open({ create: "echo quota exceeded >&2; exit 3" });
    await expect(points.create()).rejects.toMatchObject({
      code: "command_failed",
      message: expect.stringContaining("quota exceeded"),
    });
    const silent = open({ exists: "exit 1" }, effects);
    await expect(silent.points.exists(point)).rejects.toMatchObject({ code: "command_failed" });
  });

  test("a command that hangs is ended, and what it had begun is taken away", async () => {
    const { points, effects } = open({ restore: "touch place; sleep 60" }, testEffects(), 300);
    await expect(points.restore(point)).rejects.toMatchObject({ code: "timed_out" });
    expect(existsSync(join(effects.folder, "place"))).toBe(false);
    const hanging = open({ create: "sleep 60" }, testEffects(), 300);
    await expect(hanging.points.create()).rejects.toMatchObject({ code: "timed_out" });
  });

  test("a cancelled run begins nothing, and takes away what it had begun", async () => {
    const { points, effects } = open({ restore: "touch place; sleep 60" });
    const aborted = AbortSignal.abort(new Error("stop"));
    await expect(points.restore(point, aborted)).rejects.toMatchObject({ code: "cancelled" });
    await expect(points.create(aborted)).rejects.toMatchObject({ code: "cancelled" });
    expect(existsSync(join(effects.folder, "removed"))).toBe(false);
    const cancel = new AbortController();
    const restore = points.restore(point, cancel.signal);
    const begun = expect.poll(() => existsSync(join(effects.folder, "place"))).toBe(true);
    await begun;
    cancel.abort();
    await expect(restore).rejects.toMatchObject({ code: "cancelled" });
    expect(existsSync(join(effects.folder, "place"))).toBe(false);
  });

  test("a point that is not there when it is asked for again is none", async () => {
    const { points } = open({ exists: "echo snap-10 snap-11" });
    await expect(points.create()).rejects.toMatchObject({
      code: "aborted",
      message: expect.stringContaining("not there"),
    });
  });

  test("a point of the past or the future is refused", async () => {
    for (const [shift, told] of [
      ["2 hours ago", "older than the asking"],
      ["2 hours", "ahead of the clock"],
    ] as const) {
      const at = `"at": "'"$(date -u -d '${shift}' +%Y-%m-%dT%H:%M:%S.123456Z)"'"`;
      const { points } = open({ create: `touch snap; echo '{"id": "snap-1", ${at}}'` });
      await expect(points.create()).rejects.toMatchObject({ code: "aborted", message: expect.stringContaining(told) });
    }
  });

  test("a clock that jumps meanwhile is named", async () => {
    const times = [Date.now() - 3_690_000, Date.now()];
    const effects = testEffects({ now: () => times.shift() ?? Date.now() });
    await expect(open({}, effects).points.create()).rejects.toThrow(/jumped 1 h 1 min ahead/);
  });

  test.for([
    ["nothing", "true"],
    ["no address", `echo '{"url": ""}'`],
    ["something that is no address", `echo '{"url": "s3cret at nowhere"}'`],
    ["another field", `echo '{"uri": "postgres://a:s3cret@b/c"}'`],
  ] as const)("a restore that ends well and prints %s is a failure and leaves nothing", async ([, restore]) => {
    const { points, effects } = open({ restore: `touch place; ${restore}` });
    const failure = await points.restore(point).catch((error: Error) => error);
    expect(failure).toMatchObject({ code: "service_failed" });
    expect(String(failure)).not.toContain("s3cret");
    expect(existsSync(join(effects.folder, "place"))).toBe(false);
  });

  test("a place that cannot be taken away is told", async () => {
    const { points, effects } = open({ "remove-restored": "echo in use >&2; exit 1", restore: "false" });
    await expect(points.restore(point)).rejects.toMatchObject({ code: "command_failed" });
    expect(effects.lines.join("\n")).toMatch(/warn: .*snap-1 may still be there.*in use/);
    const other = open({ "remove-restored": "echo in use >&2; exit 1" });
    const restored = await other.points.restore(point);
    await expect(restored[Symbol.asyncDispose]()).rejects.toThrow("in use");
  });

  test("a removal is believed only after asking again", async () => {
    const { points } = open({ remove: "true", exists: "echo snap-1" });
    await expect(points.remove?.(point)).rejects.toThrow("still there");
  });

  test("an address whose password is a secret of this run already arrives whole", async () => {
    const effects = testEffects();
    effects.mask("p%40ss");
    await using restored = await open({}, effects).points.restore(point);
    expect(restored.url).toContain("p%40ss");
  });
});
