import { chmod, readdir, symlink } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { caddyRouter } from "../../../src/adapters/routers/caddy.ts";
import { InputError, RefusedError, ServiceError } from "../../../src/kit/errors.ts";
import { temporaryFolder, testEffects } from "../../effects.ts";
import { can } from "../../servers/programs.ts";
import { startSshd } from "../../servers/sshd.ts";
import { openSsh } from "../executors/open-ssh.ts";
import { asNobody } from "../nobody.ts";
import { quietPort } from "../quiet-port.ts";
import { caddyBench, openCaddy } from "./caddy-bench.ts";
import { relayBetween } from "./caddy-relay.ts";
import { countSlots } from "./under-load.ts";

const weights = { "caddy-weights": "true" };

describe.runIf(can("caddy"))("Caddy that cannot be asked", () => {
  test("a process that has ended is a service error", async () => {
    await using bench = await caddyBench();
    await bench.caddy.kill();
    expect(await failure(bench.open().read())).toContain("nobody listens there");
    expect(await failure(bench.open().inFlight("blue"))).toContain("nobody listens there");
  });

  test("a unix socket serves, too; one that is not there or without rights is told apart", async () => {
    await using bench = await caddyBench({ isOnSocket: true });
    const router = bench.open();
    await router.setWeight("green", 100);
    expect(await countSlots(bench.caddy.url, 5)).toEqual({ green: 5 });
    const missing = bench.open({ inputs: { "caddy-admin": `unix/${bench.caddy.folder}/other.sock` } });
    expect(await failure(missing.read())).toContain("there is no such socket");
    await chmod(bench.caddy.folder, 0o700);
    expect(await asNobody(() => failure(bench.open().read()))).toContain("this user may not open the socket");
  });

  test("another handler, another name and an address that Caddy does not allow are told apart", async () => {
    await using bench = await caddyBench();
    const nobody = bench.open({ inputs: { "caddy-id": "store" } });
    expect(await failure(nobody.setWeight("green", 100))).toContain("unknown object ID 'store'");
    const port = await quietPort();
    await using relay = await relayBetween(port, Number(new URL(bench.caddy.admin).port));
    expect(await failure(bench.open({ inputs: { "caddy-admin": relay.admin } }).read())).toContain("status 403");
  });

  test("what is not Caddy is not believed", async () => {
    const server = createServer((_, response) => response.end("<html>")).listen(0, "127.0.0.1");
    await new Promise((listening) => server.once("listening", listening));
    const { port } = server.address() as { port: number };
    const inputs = { "caddy-admin": `http://127.0.0.1:${port}`, "caddy-upstreams": "a:1, b:1" };
    expect(await failure(openCaddy({ inputs }).read())).toContain("something else than the JSON of Caddy's admin API");
    server.close();
  });

  test("an answer that breaks off is no answer; a change whose answer is lost is read anew", async () => {
    await using bench = await relayedBench();
    const router = bench.open(bench.relayed);
    await router.read();
    bench.relay.answer = (_, said) => said.slice(0, said.length * 0.7);
    expect(await failure(router.read())).toMatch(/broke off|was cut off|something else/);
    bench.relay.answer = (head, said) => (head.startsWith("PATCH") ? null : said);
    expect(await failure(router.setWeight("green", 100))).toContain("the connection broke off");
    expect(await router.read()).toMatchObject({ active: "green", weight: 0 });
    bench.relay.answer = (_, said) => said;
    await router.setWeight("green", 0);
    expect(await bench.open().read()).toMatchObject({ active: "blue", weight: 0 });
  });
});

describe.runIf(can("caddy"))("An edit by somebody else", () => {
  test("in the very moment of a change is refused by Caddy, and kept", async () => {
    await using bench = await relayedBench();
    const router = bench.open(bench.relayed);
    await router.read();
    let edits = 0;
    bench.relay.before = async (head) => {
      if (head.startsWith("PATCH") && ++edits === 1) await bench.caddy.ask("PUT", "/id/shop/flush_interval", -1);
    };
    const error = await router.setWeight("green", 100).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(RefusedError);
    expect(await bench.caddy.ask("GET", "/id/shop")).toMatchObject({ flush_interval: -1 });
    expect(await bench.open().read()).toMatchObject({ active: "blue", weight: 0 });
    await router.setWeight("green", 100);
    expect(await bench.caddy.ask("GET", "/id/shop")).toMatchObject({ flush_interval: -1 });
  });

  test("does not keep traffic from being put back", async () => {
    await using bench = await relayedBench();
    const router = bench.open(bench.relayed);
    const { raw } = await router.read();
    await router.setWeight("green", 100);
    let edits = 0;
    bench.relay.before = async (head) => {
      if (head.startsWith("PATCH") && ++edits === 1) await bench.caddy.ask("PUT", "/id/shop/flush_interval", -1);
    };
    await router.restore(raw);
    expect(await bench.open().read()).toMatchObject({ active: "blue", weight: 0 });
    expect(await bench.caddy.ask("GET", "/id/shop")).toMatchObject({ flush_interval: -1 });
  });

  test("a reload of the configuration file loses the split, and the next change is refused until it was read", async () => {
    await using bench = await caddyBench();
    const router = bench.open();
    await router.setWeight("green", 100);
    await bench.caddy.reload();
    expect(await router.verify("green", 100)).toBe("not-yet");
    await expect(router.setWeight("green", 0)).rejects.toThrow(/somebody else has changed the split/);
    expect(await router.read()).toMatchObject({ active: "blue", weight: 0 });
  });
});

test.runIf(can("caddy"))(
  "a restart with `--resume` keeps the split, and who chooses this router is told so",
  async () => {
    await using bench = await caddyBench({ isResumable: true });
    const router = bench.open();
    await router.setWeight("green", 100);
    await bench.caddy.resume();
    expect(await router.verify("green", 100)).toBe("in-effect");
    expect(await countSlots(bench.caddy.url, 5)).toEqual({ green: 5 });
    expect(caddyRouter.summary).toMatch(/a reload of its configuration file loses it, .* without `caddy run --resume`/);
  },
);

describe.runIf(can("caddy"))("A handler", () => {
  test("keeps everything that is not the split", async () => {
    const handler = {
      load_balancing: { try_duration: 1_000_000_000, selection_policy: { policy: "ip_hash" } },
      headers: { request: { set: { "x-from": ["caddy"] } } },
    };
    await using bench = await caddyBench({ handler });
    const before = (await bench.caddy.ask("GET", "/id/shop")) as object;
    const router = bench.open();
    await router.setWeight("green", 100);
    expect(await bench.caddy.ask("GET", "/id/shop")).toEqual({ ...before, upstreams: [{ dial: bench.green }] });
    await router.setWeight("green", 0);
    expect(await bench.caddy.ask("GET", "/id/shop")).toEqual(before);
  });

  test("with weights, keeps its retries and gives its policy back", async () => {
    const handler = { load_balancing: { try_duration: 1_000_000_000 } };
    await using bench = await caddyBench({ handler });
    const before = await bench.caddy.ask("GET", "/id/shop");
    const router = bench.open({ inputs: weights });
    const { raw } = await router.read();
    await router.setWeight("green", 25);
    expect(await bench.caddy.ask("GET", "/id/shop")).toMatchObject({
      load_balancing: { ...handler.load_balancing, selection_policy: { policy: "round_robin" } },
    });
    await router.restore(raw);
    expect(await bench.caddy.ask("GET", "/id/shop")).toEqual(before);
  });

  test.each([
    ["no proxy", { handler: "static_response", upstreams: undefined }, {}, "no handler `reverse_proxy`"],
    [
      "a list that is found out as it runs",
      { dynamic_upstreams: { source: "a", name: "x" } },
      {},
      "`dynamic_upstreams`",
    ],
    ["no upstream", { upstreams: [] }, {}, "no upstreams"],
    ["a foreign upstream", { upstreams: [{ dial: "127.0.0.1:9" }] }, {}, "neither slot's"],
    ["a policy of the user's", policy("cookie"), weights, "which `caddy-weights` would replace"],
  ])("%s is no split", async (_, handler, inputs, what) => {
    await using bench = await caddyBench({ handler });
    expect(await failure(bench.open({ inputs }).read())).toContain(what);
    expect(await failure(bench.open({ inputs }).setWeight("green", 100))).toContain(what);
  });

  test("both slots at once are no split without weights, and a third is none with them", async () => {
    await using bench = await caddyBench();
    await bench.edit(bench.blue, bench.green);
    expect(await failure(bench.open().read())).toContain("`caddy-weights` is false");
    expect(await failure(bench.open().restore('{"blue":1,"green":1,"policy":"round_robin"}'))).toContain("no split");
    await bench.edit(bench.blue, bench.blue, bench.green);
    expect(await failure(bench.open({ inputs: weights }).read())).toContain("no whole percentage");
  });
});

describe.runIf(can("caddy", "sshd"))("Caddy on another machine, over ssh", () => {
  test.each([false, true])("is asked by curl there, with its tags (unix socket: %s)", async (isOnSocket) => {
    await using bench = await caddyBench({ isOnSocket });
    await using sshd = await startSshd();
    const effects = testEffects();
    const executor = openSsh(sshd, effects);
    const router = bench.open({ effects, executor, inputs: weights });
    await router.setWeight("green", 25);
    expect(await router.verify("green", 25)).toBe("in-effect");
    expect(await router.read()).toEqual(await bench.open({ inputs: weights }).read());
    expect(await router.inFlight("green")).toBe(0);
    const missing = bench.open({ effects, executor, inputs: { "caddy-id": "store" } });
    expect(await failure(missing.read())).toContain("unknown object ID 'store'");
    await bench.caddy.kill();
    expect(await failure(router.read())).toMatch(/nobody listens there|no such socket/);
  });

  test("keeps a secret of its handler that is masked here", async () => {
    const headers = { request: { set: { authorization: ["Bearer hunter2"] } } };
    await using bench = await caddyBench({ handler: { headers } });
    await using sshd = await startSshd();
    const effects = testEffects();
    effects.mask("hunter2");
    await bench.open({ effects, executor: openSsh(sshd, effects) }).setWeight("green", 100);
    expect(await bench.caddy.ask("GET", "/id/shop")).toMatchObject({ upstreams: [{ dial: bench.green }], headers });
  });

  test("an edit in the very moment of a change is refused there, too", async () => {
    await using bench = await relayedBench();
    await using sshd = await startSshd();
    const effects = testEffects();
    const router = bench.open({ effects, executor: openSsh(sshd, effects), ...bench.relayed });
    bench.relay.before = async (head) => {
      if (head.startsWith("PATCH")) await bench.caddy.ask("PUT", "/id/shop/flush_interval", -1);
    };
    await expect(router.setWeight("green", 100)).rejects.toBeInstanceOf(RefusedError);
  });

  test("without curl there, it is said what is missing", async () => {
    await using bench = await caddyBench();
    await using folder = await temporaryFolder();
    const programs = (await readdir("/usr/bin")).filter((name) => name !== "curl");
    await Promise.all(programs.map((name) => symlink(`/usr/bin/${name}`, join(folder.path, name))));
    await using sshd = await startSshd([`ForceCommand env PATH=${folder.path} sh -c "$SSH_ORIGINAL_COMMAND"`]);
    const effects = testEffects();
    const router = bench.open({ effects, executor: openSsh(sshd, effects) });
    const error = await router.read().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(InputError);
    expect(String(error)).toContain("`curl` is not there");
  });
});

test("everything that is wrong with the inputs is told at once, and no password is repeated", () => {
  const inputs = { "caddy-admin": "http://root:hunter2@host", "caddy-id": "a/b", "caddy-upstreams": "a:1, a:1" };
  for (const problem of Object.keys(inputs)) expect(() => openCaddy({ inputs })).toThrow(problem);
  expect(() => openCaddy({ inputs })).toThrow(InputError);
  expect(() => openCaddy({ inputs })).not.toThrow(/hunter2/);
});

test.each(["https://host:2019", "http://host/path", "unix/relative", "localhost:2019", "http://host/?a=1"])(
  "`%s` is no address of an admin API",
  (admin) => {
    const inputs = { "caddy-admin": admin, "caddy-upstreams": "a:1, b:1" };
    expect(() => openCaddy({ inputs })).toThrow(/caddy-admin: must be `http:\/\/host:port` or `unix\/\/path`/);
  },
);

function policy(name: string): Record<string, unknown> {
  return { load_balancing: { selection_policy: { policy: name } } };
}

async function relayedBench() {
  const [port, target] = [await quietPort(), await quietPort()];
  const bench = await caddyBench({ port: target, origins: [`127.0.0.1:${port}`] });
  const relay = await relayBetween(port, target);
  return {
    ...bench,
    relay,
    relayed: { inputs: { "caddy-admin": relay.admin } },
    async [Symbol.asyncDispose]() {
      await relay[Symbol.asyncDispose]();
      await bench[Symbol.asyncDispose]();
    },
  };
}

async function failure(act: Promise<unknown>): Promise<string> {
  const error = await act.catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ServiceError);
  return (error as Error).message;
}
