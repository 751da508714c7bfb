import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CommandError, InputError, ServiceError } from "../../../src/kit/errors.ts";
import { hostContract } from "../../contracts/host.ts";
import { type Sshd, startSshd } from "../../servers/sshd.ts";
import { openSsh } from "../executors/open-ssh.ts";
import { commandBench } from "./command-bench.ts";

hostContract("command", () => commandBench());

const free = { "command-ready": undefined, "command-log": undefined };

test("without `command-ready` what `command-slots` says is waited for, and its last lines are shown", async () => {
  await using bench = await commandBench(free);
  const host = bench.open();
  const { good, impostor } = bench.releases;
  await host.prepare("blue", good);
  await host.start("blue", good);
  // Nobody has told this slot that it is ready: that `command-slots` answers is enough.
  expect(await host.ready("blue", good, 10_000)).toMatchObject({ ready: true });
  await host.prepare("green", impostor);
  await host.start("green", impostor);
  const readiness = await host.ready("green", impostor, 1500);
  expect(readiness).toMatchObject({ ready: false, lastLines: "told by command-slots" });
}, 30_000);

test.each([
  ["nothing", ""],
  ["no JSON", "warning: deprecated\n{}"],
  ["one slot", '{"blue":{"status":"empty"}}'],
  ["a status of its own", '{"blue":{"status":"fine"},"green":{"status":"empty"}}'],
  ["a short commit", '{"blue":{"status":"ready","commit":"abc","version":"v1"},"green":{"status":"empty"}}'],
])("%s in the place of both slots is a service error that shows it", async (_, text) => {
  await using bench = await commandBench();
  bench.faults({ slots: { code: 0, text } });
  const error = await bench
    .open()
    .slots()
    .catch((caught) => caught);
  expect(error).toBeInstanceOf(ServiceError);
  expect(error.message).toContain(text === "" ? "told by command-slots" : text.split("\n")[0]);
  expect(error.hint).toContain('"status":"ready"');
});

test.each(["prepare", "stop"])("a %s that ends well and does nothing is found out", async (deed) => {
  await using bench = await commandBench();
  const host = bench.open();
  const { good } = bench.releases;
  if (deed === "stop") {
    await host.prepare("blue", good);
    await host.start("blue", good);
  }
  bench.faults({ [deed]: { code: 0, text: "done" } });
  const attempt = deed === "stop" ? host.stop("blue", 1000) : host.prepare("blue", good);
  const error = await attempt.catch((caught) => caught);
  expect(error).toBeInstanceOf(ServiceError);
  expect(error.message).toContain(`\`command-${deed}\` ended well, but`);
});

test("a command that fails is told with its code and its last lines; code 3 is an input error", async () => {
  await using bench = await commandBench();
  const host = bench.open();
  bench.faults({ prepare: { code: 7, text: "the registry is away" } });
  const failed = await host.prepare("blue", bench.releases.good).catch((caught) => caught);
  expect(failed).toBeInstanceOf(CommandError);
  expect(failed).toMatchObject({ exitCode: 7, output: "the registry is away" });
  bench.faults({ prepare: { code: 3, text: "no such image" } });
  const impossible = await host.prepare("blue", bench.releases.good).catch((caught) => caught);
  expect(impossible).toBeInstanceOf(InputError);
  expect(impossible.message).toContain("no such image");
});

test("`command-ready` may say that waiting is in vain", async () => {
  await using bench = await commandBench({ "command-log": undefined });
  const host = bench.open();
  const { silent } = bench.releases;
  await host.prepare("blue", silent);
  await host.start("blue", silent);
  bench.faults({ ready: { code: 4, text: "it is out of memory" } });
  expect(await host.ready("blue", silent, 3_600_000)).toMatchObject({
    ready: false,
    why: expect.stringContaining("code 4"),
    lastLines: "it is out of memory",
  });
});

test("a command that hangs is ended by the time limit", async () => {
  await using bench = await commandBench();
  const host = bench.open({ "command-slots": ["sleep", "60"], "command-time-limit": "200ms" });
  await expect(host.slots()).rejects.toMatchObject({ code: "timed_out" });
});

test("the folder of a release is known where it is on this machine and was named", async () => {
  await using bench = await commandBench();
  const { good } = bench.releases;
  expect(bench.open().folder("blue", good)).toBeNull();
  const named = bench.open({ "command-folder": "/srv/{slot}/{release}" });
  expect(named.folder("blue", good)).toBe(`/srv/blue/${good.commit}`);
  expect(() => bench.open({ "command-folder": "srv" })).toThrow(InputError);
});

describe("on a server over ssh", () => {
  let server: Sshd;
  beforeAll(async () => {
    server = await startSshd();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test("the same commands run there", async () => {
    await using bench = await commandBench({}, (effects) => openSsh(server, effects));
    const host = bench.open({ "command-folder": "/srv/{slot}/{release}" });
    const { good } = bench.releases;
    await host.prepare("blue", good);
    await host.start("blue", good);
    expect(await host.ready("blue", good, 10_000)).toMatchObject({ ready: true });
    expect(host.folder("blue", good)).toBeNull();
    await host.stop("blue", 2000);
    expect((await host.slots()).blue).toMatchObject({ status: "stopped", ...good });
  }, 30_000);
});
