import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { localExecutor } from "../../../src/adapters/executors/local.ts";
import { CommandError, InputError, RefusedError, ServiceError, TimeoutError } from "../../../src/kit/errors.ts";
import type { Executor, Words } from "../../../src/kit/executor.ts";
import { routerContract } from "../../contracts/router.ts";
import { can, programPath } from "../../servers/programs.ts";
import { commitOf, type Inputs, openLink, type Releases, releases } from "./link-places.ts";

routerContract("link", () => bench(() => ({})));
routerContract("link with commands after the switch", () => bench(() => ({ "link-after-switch": [["true"]] })));

describe.runIf(can("busybox"))("with the programs of busybox", () => {
  routerContract("link", async () => {
    const place = await bench(() => ({}));
    return { ...place, open: () => place.place.open({}, busybox(place.place)) };
  });
});

async function bench(inputs: () => Readonly<Record<string, unknown>>) {
  const place = await releases();
  return {
    place,
    open: () => place.open(inputs()),
    async disturb() {
      // There are two shares only: the other one is the edit.
      await place.lead((await place.current()) === "green" ? "blue" : "green");
    },
    ruin: () => place.lead("releases/7"),
    [Symbol.asyncDispose]: () => place[Symbol.asyncDispose](),
  };
}

/** An executor that finds no other programs than busybox's. */
function busybox({ root, effects }: Releases): Executor {
  const own = localExecutor({ folder: root, redact: (text) => text });
  const by = ([name, ...words]: Words): Words => [programPath("busybox"), name, ...words];
  return {
    ...effects.exec,
    run: (words, how) => own.run(by(words), how),
    stream: (words, how) => own.stream(by(words), how),
  };
}

test("the link is relative, and nothing is left beside it", async () => {
  await using place = await releases();
  await place.open({ "link-after-switch": [["true"]] }).setWeight("green", 100);
  expect(await place.current()).toBe("green");
  expect((await readdir(place.root)).sort()).toEqual(["blue", "current", "green"]);
});

test("whoever looks while the link is switched finds one of the two releases, always", async () => {
  await using place = await releases();
  const router = place.open();
  let isOver = false;
  const looking = (async () => {
    const seen = new Set<string>();
    while (!isOver) seen.add(await readFile(join(place.root, "current", "REVISION"), "utf8"));
    return seen;
  })();
  for (let round = 0; round < 20; round++) await router.setWeight("green", round % 2 === 0 ? 100 : 0);
  isOver = true;
  expect([...(await looking)].sort()).toEqual([`${commitOf("green")}\n`, `${commitOf("blue")}\n`].sort());
});

test.each([
  ["leads elsewhere", (root: string) => symlink("releases/7", join(root, "current")), "leads to `releases/7`"],
  ["leads there by another path", (root: string) => symlink(`${root}/green`, join(root, "current")), "/green`"],
  ["is a folder", (root: string) => mkdir(join(root, "current")), "is no symbolic link"],
  ["is a file", (root: string) => writeFile(join(root, "current"), "blue"), "is no symbolic link"],
  ["is not there", async () => {}, "is not there"],
])("a `current` that %s is a service error, and stays as it is", async (_, replace, what) => {
  await using place = await releases();
  const router = place.open();
  await router.read();
  await rm(join(place.root, "current"));
  await replace(place.root);
  const before = (await readdir(place.root)).sort();
  for (const act of [() => router.read(), () => router.setWeight("green", 100), () => router.verify("blue", 100)]) {
    const error = await act().catch((caught) => caught);
    expect(error).toBeInstanceOf(ServiceError);
    expect(error.message).toContain(what);
    const isSame = what === "/green`";
    expect(error.hint).toContain(`ln -sfn ${isSame ? "green" : "blue"} ${place.root}/current`);
    // Before a first release there is nobody to miss anything; on a server that serves there is.
    const danger = isSame ? "visitors get what they get now" : "visitors would get nothing";
    expect(error.hint).toContain(what === "is not there" ? "Where the first release is not live yet" : danger);
  }
  expect((await readdir(place.root)).sort()).toEqual(before);
});

test("before the first release nothing is live: the hint tells how to begin, and nothing of a slot that is live", async () => {
  await using place = await releases();
  await rm(place.root, { recursive: true });
  await mkdir(place.root);
  const error = await place
    .open()
    .read()
    .catch((caught) => caught);
  expect(error).toBeInstanceOf(ServiceError);
  expect(error.hint).toContain(`Before the first release \`ln -sfn blue ${place.root}/current\``);
  expect(error.hint).not.toContain("live");
});

test("the link is read as it is where the names of slots are masked", async () => {
  await using place = await releases();
  place.effects.mask("blue");
  place.effects.mask("green");
  await place.open().setWeight("green", 100);
  expect((await place.open().read()).active).toBe("green");
});

test("a folder in the link's place is not overwritten even when the link is put back", async () => {
  await using place = await releases();
  await rm(join(place.root, "current"));
  await mkdir(join(place.root, "current"));
  await writeFile(join(place.root, "current", "upload"), "kept");
  const error = await place
    .open({ "link-after-switch": [["true"]] })
    .restore("blue")
    .catch((caught) => caught);
  expect(error).toBeInstanceOf(ServiceError);
  expect(error.message).toContain("was not switched");
  expect(await readFile(join(place.root, "current", "upload"), "utf8")).toBe("kept");
  expect((await readdir(place.root)).sort()).toEqual(["blue", "current", "green"]);
});

test("the link is not led to a slot without a release", async () => {
  await using place = await releases();
  await rm(join(place.root, "green"), { recursive: true });
  await expect(place.open().setWeight("green", 100)).rejects.toThrow("there is no release at");
  expect(await place.current()).toBe("blue");
});

test("a link that somebody else leads away right before it is replaced is left to them", async () => {
  await using place = await releases();
  const interfering = meddling(place, "ln", () => place.lead("green"));
  const error = await place
    .open({ "link-after-switch": [["true"]] }, interfering)
    .setWeight("green", 100)
    .catch((e) => e);
  expect(error).toBeInstanceOf(RefusedError);
  expect((await readdir(place.root)).sort()).toEqual(["blue", "current", "green"]);
  expect(await place.current()).toBe("green");
});

test("a link that is replaced again right after the switch is found out", async () => {
  await using place = await releases();
  const router = place.open(
    {},
    meddling(place, "mv", () => place.lead("blue")),
  );
  await expect(router.setWeight("green", 100)).rejects.toThrow("slot green gets 0 % and not 100 %");
});

describe("commands after the switch", () => {
  const note = (...words: string[]) => ["sh", "-c", `pwd -P >>"$1"; printf '%s\\n' "$2" >>"$1"`, "sh", ...words];
  const told = async (place: Releases) =>
    (await readFile(join(place.root, "notes"), "utf8").catch(() => "")).split("\n").filter((line) => line !== "");

  test("follow every change, in order, in the folder of the release, in both directions", async () => {
    await using place = await releases();
    const notes = join(place.root, "notes");
    const router = place.open({ "link-after-switch": [note(notes, "first word"), note(notes, "$HOME;`id`")] });
    await router.setWeight("green", 100);
    const once = (slot: string) => [join(place.root, slot), "first word", join(place.root, slot), "$HOME;`id`"];
    expect(await told(place)).toEqual(once("green"));
    await router.setWeight("green", 100);
    await router.promote("green");
    expect(await told(place)).toEqual(once("green"));
    await router.restore("blue");
    expect(await told(place)).toEqual([...once("green"), ...once("blue")]);
    await router.restore("blue");
    expect(await told(place)).toHaveLength(8);
    await router.setWeight("green", 100);
    await router.setWeight("green", 0);
    expect((await told(place)).slice(8)).toEqual([...once("green"), ...once("blue")]);
  });

  test("one that fails is a command error that says that the link was switched; the same weight runs all again, and warns", async () => {
    await using place = await releases();
    const notes = join(place.root, "notes");
    const gate = join(place.root, "gate");
    const commands = [note(notes, "one"), ["sh", "-c", `test -e "$1" || { echo no gate >&2; exit 3; }`, "sh", gate]];
    const router = place.open({ "link-after-switch": commands });
    const error = await router.setWeight("green", 100).catch((caught) => caught);
    expect(error).toBeInstanceOf(CommandError);
    expect(error).toMatchObject({ exitCode: 3, output: "no gate" });
    expect(error.message).toMatch(
      /^the link was switched \(it leads to `green`\), but .* exited with code 3: no gate$/,
    );
    expect(await place.current()).toBe("green");
    const unconfirmed = /a command of `link-after-switch` has failed on this machine, so nobody confirms/;
    await expect(router.verify("green", 100)).rejects.toThrow(unconfirmed);
    await place.open({ "link-after-switch": commands }).setWeight("green", 100);
    expect(place.effects.lines).toEqual([expect.stringMatching(/^warn: the link was switched .*no gate.*remove/)]);
    await expect(router.verify("green", 100)).rejects.toThrow(unconfirmed);
    await writeFile(gate, "");
    await router.setWeight("green", 100);
    expect(await router.verify("green", 100)).toBe("unknown");
    expect((await told(place)).filter((line) => line === "one")).toHaveLength(3);
    expect((await readdir(place.root)).sort()).toEqual(["blue", "current", "gate", "green", "notes"]);
  });

  test.each(["the way back", "what was read before"])(
    "one that always fails does not keep %s from ending: a warning says so, and nobody confirms it",
    async (way) => {
      await using place = await releases();
      const inputs = { "link-after-switch": [["sh", "-c", "echo no bus >&2; exit 1"]] };
      const { raw } = await place.open(inputs).read();
      await expect(place.open(inputs).setWeight("green", 100)).rejects.toThrow("no bus");
      const router = place.open(inputs);
      await (way === "the way back" ? router.setWeight("green", 0) : router.restore(raw));
      await router.promote("blue");
      expect(await place.current()).toBe("blue");
      expect(place.effects.lines[0]).toMatch(/^warn: the link was switched \(it leads to `blue`\), but .*no bus/);
      await expect(router.verify("blue", 100)).rejects.toBeInstanceOf(ServiceError);
      expect(await readdir(place.root)).toContain(".current.unfinished");
    },
  );

  test("a server that is gone while they run is a failure each time", async () => {
    await using place = await releases();
    const inputs = { "link-after-switch": [["reload"]] };
    const gone = new ServiceError("no way to the server");
    const { exec } = place.effects;
    const run: Executor["run"] = async (words, how) => {
      if (words[0] === "reload") throw gone;
      return exec.run(words, how);
    };
    for (let round = 0; round < 2; round++) {
      await expect(place.open(inputs, { ...exec, run }).setWeight("green", 100)).rejects.toBe(gone);
    }
    expect(await place.open(inputs).verify("green", 100)).toBe("not-yet");
  });

  test("one that hangs is ended and told", async () => {
    await using place = await releases();
    const router = place.open({ "link-after-switch": [["sleep", "600"]], "link-after-within": "200ms" });
    const error = await router.setWeight("green", 100).catch((caught) => caught);
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error.message).toContain("the link was switched");
  });

  test.each([
    ["the link is made", "ln"],
    ["the link is in place", "mv"],
    ["the commands", "sh"],
  ])(
    "who is killed right before %s leaves what the same weight, a promotion or the way back finishes",
    async (_, at) => {
      const ways = {
        again: { slot: "green", act: (place: Releases, inputs: Inputs) => place.open(inputs).setWeight("green", 100) },
        back: { slot: "blue", act: (place: Releases, inputs: Inputs) => place.open(inputs).restore("blue") },
        home: { slot: "blue", act: (place: Releases, inputs: Inputs) => place.open(inputs).setWeight("green", 0) },
      };
      for (const { slot, act } of Object.values(ways)) {
        await using place = await releases();
        const inputs = { "link-after-switch": [note(join(place.root, "notes"), "run")] };
        await place
          .open(inputs, killedBefore(place, at))
          .setWeight("green", 100)
          .catch(() => {});
        expect(await told(place)).toEqual([]);
        expect(await place.open(inputs).verify(at === "sh" ? "green" : "blue", 100)).toBe("not-yet");
        await act(place, inputs);
        expect(await place.current()).toBe(slot);
        expect((await told(place)).at(-1)).toBe("run");
        expect(await place.open(inputs).verify(slot as "blue", 100)).toBe("unknown");
        expect((await readdir(place.root)).sort()).toEqual(["blue", "current", "green", "notes"]);
      }
    },
  );

  test("a promotion finishes what is left, too", async () => {
    await using place = await releases();
    const inputs = { "link-after-switch": [note(join(place.root, "notes"), "run")] };
    await place
      .open(inputs, killedBefore(place, "sh"))
      .setWeight("green", 100)
      .catch(() => {});
    await place.open(inputs).promote("green");
    expect(await told(place)).toEqual([join(place.root, "green"), "run"]);
  });
});

/** The place as it is left by a process that dies right before that program is started: nothing that follows is done. */
function killedBefore({ effects }: Releases, program: string): Executor {
  let isDead = false;
  const whileAlive = <A extends readonly unknown[], T>(act: (...args: A) => Promise<T>) => {
    return async (...args: A) => {
      if (Array.isArray(args[0]) && args[0][0] === program) isDead = true;
      return isDead ? Promise.reject(new Error("killed")) : act(...args);
    };
  };
  const { run, remove, writeFile, readFile } = effects.exec;
  return {
    ...effects.exec,
    run: whileAlive(run),
    remove: whileAlive(remove),
    writeFile: whileAlive(writeFile),
    readFile: whileAlive(readFile),
  };
}

/** Somebody else acts right after that program has run. */
function meddling({ effects }: Releases, program: string, act: () => unknown): Executor {
  const run: Executor["run"] = async (words, how) => {
    const result = await effects.exec.run(words, how);
    if (words[0] === program) await act();
    return result;
  };
  return { ...effects.exec, run };
}

describe("an address that tells what is served", () => {
  test("is asked on fresh connections until five answers in a row are the new release's", async () => {
    await using place = await releases();
    const answers = ["b", "a", "a", "b", "a", "a", "a", "a", "a", "a"];
    await using app = await serve(() => JSON.stringify({ commit: (answers.shift() ?? "a").repeat(40) }));
    const router = place.open({ "link-confirm-url": app.url });
    await router.setWeight("green", 100);
    expect(await router.verify("green", 100)).toBe("in-effect");
    expect(answers).toEqual(["a"]);
    expect(app.connections()).toBe(9);
  });

  test("that goes on telling the old release is not yet in effect, and the log says why PHP may do so", async () => {
    await using place = await releases();
    await using app = await serve(() => JSON.stringify({ release: { commit: commitOf("blue") } }));
    const inputs = {
      "link-confirm-url": app.url,
      "link-confirm-json": "$.release.commit",
      "link-confirm-within": "200ms",
    };
    const router = place.open(inputs);
    await router.setWeight("green", 100);
    expect(await router.verify("green", 100)).toBe("not-yet");
    expect(place.effects.lines.join("\n")).toMatch(/^warn: .*still answers `b{40}`.*opcache.*\$realpath_root/);
  });

  test("is compared with `.commit` or the slot's name where there is no REVISION", async () => {
    await using place = await releases();
    let said = "green";
    await using app = await serve(() => JSON.stringify({ commit: said }));
    const router = place.open({ "link-confirm-url": app.url, "link-confirm-within": "100ms" });
    await rm(join(place.root, "green", "REVISION"));
    await router.setWeight("green", 100);
    expect(await router.verify("green", 100)).toBe("in-effect");
    await writeFile(join(place.root, "green", ".commit"), "1234567\n");
    expect(await router.verify("green", 100)).toBe("not-yet");
    said = "1234567";
    expect(await router.verify("green", 100)).toBe("in-effect");
  });

  test.each([
    ["is no JSON", 200, "green", "answers something else"],
    ["has no release", 200, "{}", "answers something else"],
    ["is an error", 502, "{}", "answers status 502"],
  ])("whose answer %s confirms nothing: a service error", async (_, status, body, what) => {
    await using place = await releases();
    await using app = await serve(() => body, status);
    const router = place.open({ "link-confirm-url": app.url, "link-confirm-within": "100ms" });
    const error = await router.verify("blue", 100).catch((caught) => caught);
    expect(error).toBeInstanceOf(ServiceError);
    expect(error.message).toContain(what);
  });

  test("that is down is a service error", async () => {
    await using place = await releases();
    const app = await serve(() => "");
    await app[Symbol.asyncDispose]();
    const router = place.open({ "link-confirm-url": app.url, "link-confirm-within": "100ms" });
    await expect(router.verify("blue", 100)).rejects.toThrow(/does not answer \(ECONNREFUSED\)/);
  });
});

test("impossible inputs are told together", async () => {
  await using place = await releases();
  const remote: Executor = { ...place.effects.exec, isHere: false, where: "web1" };
  const inputs = { "link-root": "site", "link-confirm-url": "ftp://u:hunter2@h/", "link-confirm-json": "commit" };
  const open = () => openLink(inputs, place.effects, remote);
  expect(open).toThrow(InputError);
  expect(open).toThrow(
    /link-confirm-url(?:.|\n)*link-root: must be an absolute path on web1(?:.|\n)*link-confirm-json/,
  );
  expect(open).not.toThrow(/hunter2/);
});

async function serve(answer: () => string, status = 200) {
  let connections = 0;
  const server = createServer((_, response) => void response.writeHead(status).end(answer()));
  server.on("connection", () => connections++);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/version`,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
