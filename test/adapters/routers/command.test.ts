import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CommandError, InputError, RefusedError, ServiceError } from "../../../src/kit/errors.ts";
import { routerContract } from "../../contracts/router.ts";
import { type Sshd, startSshd } from "../../servers/sshd.ts";
import { openSsh } from "../executors/open-ssh.ts";
import { commandPlace } from "./command-place.ts";

async function contractBench() {
  const place = await commandPlace();
  return {
    open: () => place.open(),
    disturb: async () => place.put("split.json", '{"green": 33}'),
    ruin: async () => place.put("split.json", "no route to the balancer"),
    [Symbol.asyncDispose]: () => place[Symbol.asyncDispose](),
  };
}

routerContract("command", () => contractBench());

test("a write is told both weights, the slot that gains, and the revision that was read", async () => {
  await using place = await commandPlace();
  const router = place.open();
  await router.setWeight("green", 25);
  await router.setWeight("green", 10);
  await router.restore('{"green":0}');
  expect(place.writes()).toEqual([
    { WEIGHT_GREEN: "25", WEIGHT_BLUE: "75", SLOT: "green", WEIGHT: "25", REVISION: "1" },
    { WEIGHT_GREEN: "10", WEIGHT_BLUE: "90", SLOT: "blue", WEIGHT: "90", REVISION: "2" },
    { WEIGHT_GREEN: "0", WEIGHT_BLUE: "100", SLOT: "blue", WEIGHT: "100", REVISION: "3" },
  ]);
});

test("fields that change by themselves are no edit of the split", async () => {
  await using place = await commandPlace();
  const router = place.open();
  await router.read();
  place.put("split.json", '{"green": 0, "revision": "9", "requests": 12345}');
  await router.setWeight("green", 10);
  expect(await router.read()).toMatchObject({ active: "blue", weight: 10, raw: '{"green":10}' });
});

test("exit code 3 of a write is a refusal that says who", async () => {
  await using place = await commandPlace();
  place.put("edited");
  const error = await place
    .open()
    .setWeight("green", 10)
    .catch((caught) => caught);
  expect(error).toBeInstanceOf(RefusedError);
  expect(error.message).toContain("edited by alice");
});

test("a write that ends well and changes nothing is a service error", async () => {
  await using place = await commandPlace();
  place.put("lazy");
  await expect(place.open().setWeight("green", 10)).rejects.toThrow(/gets 0 % and not 10 %/);
  await expect(place.open().setWeight("green", 10)).rejects.toBeInstanceOf(ServiceError);
});

test.each([
  ["0", "in-effect"],
  ["1", "not-yet"],
  ["2", "unknown"],
])("code %s of `command-verify` means %s", async (code, answer) => {
  await using place = await commandPlace();
  place.put("code", code);
  expect(await place.open().verify("blue", 100)).toBe(answer);
  expect(await place.open().verify("blue", 90)).toBe("not-yet");
});

test("any other code of `command-verify` is a command error, and without the command nobody knows", async () => {
  await using place = await commandPlace();
  place.put("code", "7");
  await expect(place.open().verify("blue", 100)).rejects.toMatchObject({ exitCode: 7 });
  expect(await place.open({ "command-verify": ["true"] }).verify("blue", 100)).toBe("in-effect");
  await using silent = await commandPlace({ "command-verify": undefined });
  expect(await silent.open().verify("blue", 100)).toBe("unknown");
});

test.each([
  ["nothing", ""],
  ["a warning first", 'warning\n{"green": 0}'],
  ["a text", '{"green": "10"}'],
  ["half percents", '{"green": 12.5}'],
  ["more than all", '{"green": 101}'],
  ["a list", "[10]"],
])("%s in the place of a split is a service error that shows it", async (_, text) => {
  await using place = await commandPlace();
  place.put("split.json", text);
  const error = await place
    .open()
    .read()
    .catch((caught) => caught);
  expect(error).toBeInstanceOf(ServiceError);
  expect(error.message).toContain(text === "" ? "(nothing)" : text);
});

test("a command that fails is told with its code, and one that hangs is ended", async () => {
  await using place = await commandPlace();
  const failing = place.open({ "command-read": ["sh", "-c", "echo no route >&2; exit 6"] });
  const error = await failing.read().catch((caught) => caught);
  expect(error).toBeInstanceOf(CommandError);
  expect(error).toMatchObject({ exitCode: 6, output: "no route" });
  const hanging = place.open({ "command-read": ["sleep", "60"], "command-time-limit": "200ms" });
  await expect(hanging.read()).rejects.toMatchObject({ code: "timed_out" });
});

test("a router that knows all or nothing takes no other split, neither asked nor told", async () => {
  await using place = await commandPlace({ "command-granularity": "all-or-nothing" });
  const router = place.open();
  expect(router.granularity).toBe("all-or-nothing");
  await expect(router.setWeight("green", 50)).rejects.toBeInstanceOf(InputError);
  await router.setWeight("green", 100);
  place.put("split.json", '{"green": 50}');
  await expect(place.open().read()).rejects.toBeInstanceOf(ServiceError);
});

test("what the sides stand for is what the configuration says", async () => {
  await using place = await commandPlace();
  expect(place.open().follows).toBe("slots");
  expect(place.open({ "command-follows": "release" }).follows).toBe("release");
});

describe("on a server over ssh", () => {
  let server: Sshd;
  beforeAll(async () => {
    server = await startSshd();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test("the same commands run there", async () => {
    await using place = await commandPlace({}, (effects) => openSsh(server, effects));
    const router = place.open();
    await router.setWeight("green", 25);
    expect(await place.open().read()).toMatchObject({ active: "blue", weight: 25 });
    expect(await router.verify("green", 25)).toBe("in-effect");
    await router.restore('{"green":0}');
    expect(await place.open().read()).toMatchObject({ active: "blue", weight: 0 });
  });
});
