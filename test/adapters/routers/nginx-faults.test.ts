import { readdir, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ActionError, InputError, RefusedError, ServiceError } from "../../../src/kit/errors.ts";
import type { Executor, Words } from "../../../src/kit/executor.ts";
import { can } from "../../servers/programs.ts";
import { plainEffects } from "../plain-effects.ts";
import { type Door, openNginx, startDoor } from "./nginx-places.ts";
import { countSlots } from "./under-load.ts";

const twice = "upstream shop { server 127.0.0.1:1; }\n";
const soon = { "nginx-confirm-within": "200ms" };

describe.runIf(can("nginx"))("a real nginx", () => {
  test("that refuses our change is left with the earlier file and says why in its own words", async () => {
    await using door = await startDoor("upstream");
    // The name is taken by somebody else in the very moment.
    const executor = meddling(door, { writing: () => door.putBeside(twice) });
    const error = await failureOf(door.open({}, executor).setWeight("green", 10));
    expect(error).toBeInstanceOf(ServiceError);
    expect(error.message).toMatch(/^nginx refuses the new split: duplicate upstream "shop" in .*shop\.conf:\d+; /);
    expect(error.message).toContain("was put back and nothing was reloaded");
    expect(await door.text()).toBe(door.textOf(0));
    expect(await leftBehind(door)).toEqual([]);
    await door.putBeside("");
    expect(await door.open().verify("green", 0)).toBe("in-effect");
    expect(await countSlots(door.url, 10)).toEqual({ blue: 10 });
  });

  test("whose configuration somebody else has broken is told, and nothing is written", async () => {
    await using door = await startDoor("upstream");
    await door.open().setWeight("green", 10);
    await door.putBeside("nonsense;\n");
    const acts = [() => door.open().setWeight("green", 25), () => door.open().restore(door.textOf(0))];
    for (const act of acts) {
      const error = await failureOf(act());
      expect(error).toBeInstanceOf(ServiceError);
      expect(error.message).toMatch(/broken already: unknown directive "nonsense" in .*; nothing was changed$/);
      expect(error.hint).toContain(door.nginx.test.join(" "));
    }
    expect(await door.text()).toBe(door.textOf(10));
    expect(await leftBehind(door)).toEqual([]);
  });

  test("that is not told at all goes on as before: not yet in effect", async () => {
    await using door = await startDoor("upstream");
    const router = door.open({ ...soon, "nginx-reload": "true" });
    await router.setWeight("green", 50);
    expect(await router.verify("green", 50)).toBe("not-yet");
    expect(door.effects.lines.join("\n")).toMatch(/^warn: .*answers by another split than that in .*shop\.conf/);
    expect(await countSlots(door.url, 10)).toEqual({ blue: 10 });
    expect(await door.open({ "nginx-confirm-url": undefined }).verify("green", 50)).toBe("unknown");
  });

  test("that refuses only when it loads, and ends well all the same, is found out", async () => {
    await using door = await startDoor("upstream");
    await using taken = await listen();
    await door.putBeside(`server { listen 127.0.0.1:${taken.port}; }\n`);
    const router = door.open(soon);
    await router.setWeight("green", 50);
    expect(await router.verify("green", 50)).toBe("not-yet");
    expect(await countSlots(door.url, 10)).toEqual({ blue: 10 });
  });

  test("that is down is told; the file counts once it is started, and putting back ends", async () => {
    await using door = await startDoor("upstream");
    await door.open().setWeight("green", 50);
    await door.nginx.kill();
    const router = door.open(soon);
    const error = await failureOf(router.setWeight("green", 0));
    expect(error).toBeInstanceOf(ServiceError);
    expect(error.message).toContain("nginx is not running");
    expect(await router.read()).toMatchObject({ active: "blue", weight: 0 });
    await router.promote("blue");
    await expect(router.verify("blue", 100)).rejects.toThrow(/does not answer \(ECONNREFUSED\)/);
    await door.nginx.start();
    expect(await router.verify("blue", 100)).toBe("in-effect");
    expect(await countSlots(door.url, 10)).toEqual({ blue: 10 });
  });

  test("that may not be reloaded is left with the earlier file, which counts once a reload ends well", async () => {
    await using door = await startDoor("upstream");
    const refusal = ["sh", "-c", "echo 'a password is required' >&2; exit 1"];
    const error = await failureOf(door.open({ "nginx-reload": refusal }).setWeight("green", 50));
    expect(error).toBeInstanceOf(ServiceError);
    expect(error.message).toMatch(/a password is required; .* was put back and could not be loaded again/);
    expect(await door.text()).toBe(door.textOf(0));
    expect(await door.open().verify("green", 0)).toBe("not-yet");
    await door.open().promote("blue");
    expect(await door.open().verify("green", 0)).toBe("in-effect");
    expect(await leftBehind(door)).toEqual([]);
  });

  test("that was reloaded by a command which then failed is told to load the earlier file again", async () => {
    await using door = await startDoor("upstream");
    const error = await failureOf(door.open({ "nginx-reload": reloadThatFails(door, 1) }).setWeight("green", 100));
    expect(error.message).toMatch(/exited with code 7; .* was put back and loaded again$/);
    expect(await door.open().verify("green", 0)).toBe("in-effect");
    expect(await countSlots(door.url, 20)).toEqual({ blue: 20 });
    expect(await leftBehind(door)).toEqual([]);
  });

  test.each(["the same weight", "a promotion"])(
    "that could not be told to load the earlier file again is told by %s",
    async (act) => {
      await using door = await startDoor("upstream");
      // The reload that takes effect is the first; the second one does nothing.
      const words = reloadThatFails(door, 2);
      await failureOf(door.open({ "nginx-reload": words }).setWeight("green", 100));
      await expect.poll(() => countSlots(door.url, 10)).toEqual({ green: 10 });
      const router = door.open();
      expect(await router.read()).toMatchObject({ active: "blue", weight: 0 });
      expect(await router.verify("green", 0)).toBe("not-yet");
      if (act === "a promotion") await router.promote("blue");
      else await router.setWeight("green", 0);
      expect(await router.verify("green", 0)).toBe("in-effect");
      expect(await countSlots(door.url, 20)).toEqual({ blue: 20 });
      expect(await leftBehind(door)).toEqual([]);
    },
  );

  test("what a killed process has loaded, and somebody else has broken since, stays unfinished when it is put back", async () => {
    await using door = await startDoor("upstream");
    await failureOf(door.open({}, killedAfter(door, "the reload")).setWeight("green", 100));
    await expect.poll(() => countSlots(door.url, 10)).toEqual({ green: 10 });
    await door.putBeside("nonsense;\n");
    await failureOf(door.open().setWeight("green", 100));
    expect(await door.text()).toBe(door.textOf(0));
    await door.putBeside("");
    await door.open().setWeight("green", 0);
    expect(await door.open().verify("green", 0)).toBe("in-effect");
    expect(await countSlots(door.url, 20)).toEqual({ blue: 20 });
  });

  test("whose disk is full keeps the file, and is told", async () => {
    await using door = await startDoor("upstream");
    const executor = meddling(door, { writing: () => Promise.reject(new ServiceError("the disk is full")) });
    await expect(door.open({}, executor).setWeight("green", 50)).rejects.toThrow("the disk is full");
    expect(await door.text()).toBe(door.textOf(0));
    expect(await leftBehind(door)).toEqual([]);
  });

  test("whose disk is full when the earlier file is put back has that text beside it, and both are told", async () => {
    await using door = await startDoor("upstream");
    let written = 0;
    const full = () => {
      written++;
      return written === 1 ? door.putBeside(twice) : Promise.reject(new ServiceError("the disk is full"));
    };
    const error = await failureOf(door.open({}, meddling(door, { writing: full })).setWeight("green", 50));
    expect(error.message).toMatch(/duplicate upstream .* could not be put back: the disk is full$/);
    expect(await leftBehind(door)).toEqual([".shop.conf.unfinished"]);
    await door.putBeside("");
    expect(await door.open().verify("green", 50)).toBe("not-yet");
    await door.open().setWeight("green", 50);
    expect(await door.open().verify("green", 50)).toBe("in-effect");
  });

  test("an edit in the moment before the file is written is refused and kept", async () => {
    await using door = await startDoor("upstream");
    const executor = meddling(door, { testing: () => door.put(door.textOf(33)) });
    await expect(door.open({}, executor).setWeight("green", 50)).rejects.toBeInstanceOf(RefusedError);
    expect(await door.text()).toBe(door.textOf(33));
    expect(await leftBehind(door)).toEqual([]);
  });

  test.each([
    ["the file is written", 0, "the mark"],
    ["it is tested", 1, "the file"],
    ["it is reloaded", 1, "the test"],
  ])(
    "who is killed right before %s leaves what the same weight, a promotion or the way back finishes",
    async (_, share, after) => {
      await using door = await startDoor("upstream");
      for (const act of ["again", "promote", "back", "home"] as const) {
        await failureOf(door.open({}, killedAfter(door, after)).setWeight("green", 100));
        expect(await door.text()).toBe(door.textOf(100 * share));
        expect(await door.open().verify("green", 100 * share)).toBe("not-yet");
        const router = door.open();
        if (act === "again") await router.setWeight("green", 100);
        else if (act === "promote") await router.promote(share === 1 ? "green" : "blue");
        else if (act === "back") await router.restore(door.textOf(0));
        else await router.setWeight("green", 0);
        const expected = act === "again" || (act === "promote" && share === 1) ? 100 : 0;
        expect(await router.verify("green", expected)).toBe("in-effect");
        expect(await leftBehind(door)).toEqual([]);
        await router.setWeight("green", 0);
      }
    },
  );

  test("what a killed process has left broken is put back by whoever comes next", async () => {
    await using door = await startDoor("upstream");
    await failureOf(door.open({}, killedAfter(door, "the file")).setWeight("green", 50));
    await door.putBeside(twice);
    await expect(door.open().setWeight("green", 50)).rejects.toThrow(/duplicate upstream .* was put back/);
    expect(await door.text()).toBe(door.textOf(0));
  });

  test("a file that is not there yet is a service error whose hint holds the file that works", async () => {
    await using door = await startDoor("split-clients", { "nginx-cookie": "visitor" });
    await rm(door.file);
    const error = await failureOf(door.open().read());
    expect(error).toBeInstanceOf(ServiceError);
    expect(error.message).toContain(`there is no file \`${door.file}\``);
    await door.put(String(error.hint).slice(String(error.hint).indexOf("\n") + 1));
    expect(await door.open().verify("green", 0)).toBe("in-effect");
  });

  test.each([
    ["an empty file", () => "", "its first line is not ours"],
    [
      "another server",
      (text: string) => text.replace(/127\.0\.0\.1:\d+ weight/, "127.0.0.1:1 weight"),
      "127.0.0.1:1 weight",
    ],
    [
      "other weights than it says",
      (text: string) => text.replace("blue 100 %, green 0 %", "blue 90 %, green 10 %"),
      "line 4",
    ],
    ["a share that cannot be", (text: string) => text.replace("green 0 %", "green 200 %"), "its first line"],
    ["one more line", (text: string) => `${text}# kept\n`, "it does not end after line 7"],
  ])("%s is a service error that says so and stays as it is", async (_, edit, what) => {
    await using door = await startDoor("upstream");
    const foreign = edit(door.textOf(0));
    await door.put(foreign);
    const error = await failureOf(door.open().setWeight("green", 10));
    expect(error).toBeInstanceOf(ServiceError);
    expect(error.message).toContain(what);
    expect(error.hint).toContain(door.textOf(what === "line 4" ? 10 : 0));
    expect(await door.text()).toBe(foreign);
  });
});

test.each([
  [{ "nginx-blue": "http://127.0.0.1:1" }, "nginx-blue: must be an address"],
  [{ "nginx-blue": "127.0.0.1:1; }" }, "nginx-blue: must be an address"],
  [{ "nginx-green": "127.0.0.1:1" }, "nginx-green: must not be the address of blue"],
  [{ "nginx-name": "shop-a" }, "nginx-name: must be letters"],
  [{ "nginx-key": "$remote_addr" }, "nginx-key: belongs to `nginx-mode: split-clients`"],
  [{ "nginx-mode": "split-clients", "nginx-key": "$cookie_id" }, "use `nginx-cookie`"],
  [{ "nginx-mode": "split-clients", "nginx-key": '$a" {' }, "nginx-key: must have a variable"],
  [{ "nginx-mode": "split-clients", "nginx-key": "id" }, "nginx-key: must have a variable"],
  [{ "nginx-mode": "split-clients", "nginx-key": "$a", "nginx-cookie": "b" }, "give one"],
  [{ "nginx-mode": "split-clients", "nginx-cookie": "a-b" }, "nginx-cookie: must be letters"],
  [{ "nginx-mode": "split-clients", "nginx-keepalive": "4" }, "nginx-keepalive: belongs to"],
  [{ "nginx-confirm-url": "http://user:hunter2@host/" }, "nginx-confirm-url: must be an http address"],
])("%j is an input error", (inputs, what) => {
  const all = { "nginx-file": "/shop.conf", "nginx-blue": "127.0.0.1:1", "nginx-green": "127.0.0.1:2", ...inputs };
  const open = () => openNginx(all, plainEffects());
  expect(open).toThrow(InputError);
  expect(open).toThrow(what);
  expect(open).not.toThrow(/hunter2/);
});

async function failureOf(act: Promise<unknown>): Promise<ActionError> {
  return act.then(
    () => expect.fail("it did not fail"),
    (error) => error,
  );
}

/** What stands in the folder of our file besides that one and nginx's own. */
async function leftBehind({ nginx }: Door): Promise<readonly string[]> {
  return (await readdir(nginx.folder)).filter((name) => name.startsWith(".shop.conf"));
}

/** Something happens right before our file is written, or right after a test of the configuration. */
function meddling(
  door: Door,
  { writing, testing }: { writing?: () => Promise<void>; testing?: () => Promise<void> },
): Executor {
  const { exec } = door.effects;
  return {
    ...exec,
    async writeFile(path, data, options) {
      if (path === door.file) await writing?.();
      await exec.writeFile(path, data, options);
    },
    async run(words, how) {
      const result = await exec.run(words, how);
      if (words.includes("-t")) await testing?.();
      return result;
    },
  };
}

/** Reloads nginx and ends with a code; does nothing and ends with that code until it was asked so many times; then it works. */
function reloadThatFails({ nginx }: Door, times: number): Words {
  const count = join(nginx.folder, "failures");
  const script = `n=$(cat ${count} 2>/dev/null || echo 0); echo $((n + 1)) > ${count}
[ $n -gt 0 ] && [ $n -lt ${times} ] && exit 7
"$@"; [ $n -gt 0 ] || exit 7`;
  return ["sh", "-c", script, "sh", ...nginx.reload];
}

/** A process that dies right after that deed: nothing that follows is done. */
function killedAfter(door: Door, deed: string): Executor {
  const { exec } = door.effects;
  let isDead = false;
  let hasWritten = false;
  const dying = async <T>(act: () => Promise<T>, name: string): Promise<T> => {
    if (isDead) throw new Error("killed");
    const result = await act();
    isDead = name === deed;
    return result;
  };
  return {
    ...exec,
    readFile: (path) => dying(() => exec.readFile(path), "a look"),
    remove: (path) => dying(() => exec.remove(path), "a removal"),
    writeFile(path, data, options) {
      const isFile = path === door.file;
      hasWritten ||= isFile;
      return dying(() => exec.writeFile(path, data, options), isFile ? "the file" : "the mark");
    },
    run: (words: Words, how) => {
      const isTest = words.includes("-t") && hasWritten;
      return dying(
        () => exec.run(words, how),
        isTest ? "the test" : words.includes("reload") ? "the reload" : "something",
      );
    },
  };
}

async function listen() {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => new Promise<void>((closed) => void server.close(() => closed())),
  };
}
