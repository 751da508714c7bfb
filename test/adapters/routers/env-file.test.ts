import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CommandError, InputError, RefusedError, ServiceError } from "../../../src/kit/errors.ts";
import type { Executor } from "../../../src/kit/executor.ts";
import { routerContract } from "../../contracts/router.ts";
import { can } from "../../servers/programs.ts";
import { type Sshd, startSshd } from "../../servers/sshd.ts";
import { openSsh } from "../executors/open-ssh.ts";
import { envFile, key } from "./env-file-place.ts";

type Reach = Parameters<typeof envFile>[2];

async function contractBench(reach?: Reach) {
  const file = await envFile(undefined, {}, reach);
  return {
    open: () => file.open(),
    disturb: async () => file.put(`${key}=33\n`),
    ruin: async () => file.put(`${key}=many\n`),
    [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
  };
}

routerContract("env-file", () => contractBench());

const around = `# ServiceTitan\r\nSERVICETITAN_INTEGRATION_ENABLED=true\r\n#${key}=5\r\n  export ${key} = "0"  # percent\r\n\r\nPASSWORD='a # b'\r\nX${key}=7`;

test.each([
  ["double quotes", `HELP="set it:\n${key}=50\nsay \\"\n${key}=60\n"\n`],
  ["single quotes", `export HELP = 'set it:\n${key}=50\n' # end\n`],
  ["backticks", `HELP=\`\r\n${key}=50\r\n\`\r\n`],
  ["quotes on one line", `NAME="it's"\nOTHER='say "'\n# don't "\nPLAIN=it's\n`],
])("a line in the text of another variable is left alone: %s", async (_, before) => {
  await using file = await envFile(`${before}${key}=0\n`);
  expect(await file.open().read()).toMatchObject({ active: "blue", weight: 0 });
  await file.open().setWeight("green", 10);
  expect(file.text()).toBe(`${before}${key}=10\n`);
});

test("a variable that stands only in the text of another one is not set", async () => {
  await using file = await envFile(`HELP="\n${key}=50\n"\n`);
  await expect(file.open().setWeight("green", 10)).rejects.toThrow(`does not set \`${key}\``);
});

test("only the value changes: comments, order, quotes, line ends and the missing last one stay", async () => {
  await using file = await envFile(around, { "env-file-after": undefined });
  const router = file.open();
  expect(router.follows).toBe("release");
  const { raw } = await router.read();
  await router.setWeight("green", 25);
  expect(file.text()).toBe(around.replace('"0"', '"25"'));
  await router.restore(raw);
  expect(file.text()).toBe(around);
});

test("a byte order mark stays where it is", async () => {
  await using file = await envFile(`\uFEFF${key}=0\n`, { "env-file-after": undefined });
  await file.open().setWeight("green", 100);
  expect(file.text()).toBe(`\uFEFF${key}=100\n`);
});

test("mode and owner stay, a link stays a link, and nothing is left beside", async () => {
  await using file = await envFile();
  const real = join(file.folder, "real.env");
  renameSync(file.path, real);
  symlinkSync("real.env", file.path);
  if (process.getuid?.() === 0) chownSync(real, 12_345, 12_346);
  chmodSync(real, 0o604);
  const { uid, gid } = statSync(real);
  await file.open().setWeight("green", 25);
  expect(statSync(real)).toMatchObject({ uid, gid });
  expect(statSync(real).mode & 0o7777).toBe(0o604);
  expect(lstatSync(file.path).isSymbolicLink()).toBe(true);
  const names = readdirSync(file.folder).filter((name) => name !== ".temporary");
  expect(names.sort()).toEqual([".env.local", "real.env", "reload.mjs", "reloads"]);
});

test.each([
  ["no such line", "OTHER=1\n", `does not set \`${key}\``, `${key}=0`],
  ["two lines", `${key}=0\n${key}=1\n`, `sets \`${key}\` 2 times`, "exactly one line"],
  ["no number", `${key}=\n`, "no whole percentage", `${key}=0`],
  ["more than all", `${key}=101\n`, "no whole percentage", `${key}=0`],
  ["half percents", `${key}=12.5\n`, "no whole percentage", `${key}=0`],
  ["a zero before", `${key}=025\n`, "no whole percentage", `${key}=0`],
  ["another variable in it", `${key}=$OTHER\n`, "more than a plain text", "plain value"],
  ["a quote of another variable that is not closed", `CERT="begin\n${key}=0\n`, "is not closed", "plain value"],
  ["a quote that is not closed", `${key}="0\n`, "more than a plain text", "plain value"],
])("%s is a service error with a remedy, and the file stays", async (_, content, what, remedy) => {
  await using file = await envFile(content);
  const error = await file
    .open()
    .setWeight("green", 10)
    .catch((caught) => caught);
  expect(error).toBeInstanceOf(ServiceError);
  expect(error.message).toContain(what);
  expect(error.message).toContain(file.path);
  expect(error.hint).toContain(remedy);
  expect(file.text()).toBe(content);
});

test("a file that is not there, or is no text, is a service error", async () => {
  await using file = await envFile();
  file.put(Buffer.concat([Buffer.from(`${key}=0\nA=`), Buffer.from([0xff, 10])]));
  await expect(file.open().setWeight("green", 10)).rejects.toThrow(/not a text of UTF-8/);
  rmSync(file.path);
  await expect(file.open().read()).rejects.toThrow(/there is no file/);
});

test("a line that somebody has removed meanwhile is put back with the percentage", async () => {
  await using file = await envFile();
  const router = file.open();
  const { raw } = await router.read();
  file.put("OTHER=1\r\nLAST=2");
  await router.restore(raw);
  expect(file.text()).toBe(`OTHER=1\r\nLAST=2\r\n${key}=0\r\n`);
});

test("an edit of other lines is no edit of the split, and is kept", async () => {
  await using file = await envFile();
  const router = file.open();
  await router.read();
  file.put(`A=1\n${key}=0\nB=2\n`);
  await router.setWeight("green", 10);
  expect(file.text()).toBe(`A=1\n${key}=10\nB=2\n`);
});

test("an edit between reading and renaming is refused and kept", async () => {
  await using file = await envFile();
  const { exec } = file.effects;
  const slow: Executor = {
    ...exec,
    async run(words, how) {
      if (words[0] === "chmod") file.put(`${key}=0\nNEW=1\n`);
      return exec.run(words, how);
    },
  };
  await expect(file.open({}, slow).setWeight("green", 10)).rejects.toBeInstanceOf(RefusedError);
  expect(file.text()).toBe(`${key}=0\nNEW=1\n`);
  expect(file.isUnfinished()).toBe(false);
  expect(readdirSync(file.folder).filter((name) => name.endsWith(".next"))).toEqual([]);
});

test("the service is reloaded after each change with the new line, and not where nothing has changed", async () => {
  await using file = await envFile();
  const router = file.open();
  const { raw } = await router.read();
  await router.setWeight("green", 10);
  await router.setWeight("green", 10);
  await router.restore(raw);
  expect(file.reloads()).toEqual([`${key}=10`, `${key}=0`]);
});

test("a reload that fails says that the file is changed; nobody confirms it until somebody has finished it", async () => {
  await using file = await envFile();
  file.put("", "broken");
  const error = await file
    .open()
    .setWeight("green", 10)
    .catch((caught) => caught);
  expect(error).toBeInstanceOf(CommandError);
  expect(error.message).toContain("was changed, but a command of `env-file-after` failed");
  await expect(file.open().verify("green", 10)).rejects.toThrow("a command of `env-file-after` has failed");
  rmSync(join(file.folder, "broken"));
  await file.open().setWeight("green", 10);
  expect(file.reloads()).toEqual([`${key}=10`]);
  expect(await file.open().verify("green", 10)).toBe("unknown");
});

test.each(["before the rename", "after it"])(
  "what a process that died %s has left is finished by the next",
  async (when) => {
    await using file = await envFile();
    const { exec } = file.effects;
    const dying: Executor = {
      ...exec,
      remove: async () => {},
      async rename(from, to) {
        if (when === "after it") await exec.rename(from, to);
        throw new ServiceError("the connection was lost");
      },
    };
    await expect(file.open({}, dying).setWeight("green", 25)).rejects.toThrow("the connection was lost");
    expect(file.isUnfinished()).toBe(true);
    expect(file.reloads()).toEqual([]);
    const router = file.open();
    expect((await router.read()).weight).toBe(when === "after it" ? 25 : 0);
    await router.setWeight("green", 25);
    expect(file.text()).toBe(`${key}=25\n`);
    expect(file.reloads()).toEqual([`${key}=25`]);
    expect(file.isUnfinished()).toBe(false);
  },
);

test.each(["restore", "weight 0"])(
  "going back by %s ends where the reload always fails: a warning says so",
  async (way) => {
    await using file = await envFile();
    const { raw } = await file.open().read();
    file.put("", "broken");
    await expect(file.open().setWeight("green", 10)).rejects.toBeInstanceOf(CommandError);
    const router = file.open();
    await (way === "restore" ? router.restore(raw) : router.setWeight("green", 0));
    expect(file.text()).toBe(`${key}=0\n`);
    expect(file.effects.lines).toEqual([
      expect.stringMatching(/^warn: .*was changed, but a command of `env-file-after`/),
    ]);
    await expect(router.verify("green", 0)).rejects.toBeInstanceOf(ServiceError);
    expect(file.isUnfinished()).toBe(true);
  },
);

test("the file is replaced where it lies also where a part of its path is masked", async () => {
  await using file = await envFile();
  const before = readdirSync(tmpdir()).filter((name) => name.includes("***"));
  file.effects.mask(basename(file.folder));
  await file.open().setWeight("green", 10);
  expect(file.text()).toBe(`${key}=10\n`);
  expect(statSync(file.path).mode & 0o777).toBe(0o640);
  expect(readdirSync(tmpdir()).filter((name) => name.includes("***"))).toEqual(before);
});

test("a folder that may not be written into is a service error, and the file stays", async () => {
  await using file = await envFile();
  const { exec } = file.effects;
  const full: Executor = { ...exec, run: (words, how) => exec.run(words[0] === "chmod" ? ["false"] : words, how) };
  await expect(file.open({}, full).setWeight("green", 10)).rejects.toThrow(/cannot be replaced/);
  expect(file.text()).toBe(`${key}=0\n`);
  expect(file.isUnfinished()).toBe(false);
});

describe("with an application that tells which percentage it works by", () => {
  const serve = async (answer: () => unknown) => {
    const server = createServer((_, response) => response.end(JSON.stringify(answer())));
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const close = () => new Promise<void>((done) => void server.close(() => done()));
    return { url, [Symbol.asyncDispose]: close };
  };

  test("a change is in effect when it says so, and not yet while it still works by the old one", async () => {
    let isStuck = false;
    await using file = await envFile();
    await using server = await serve(() => ({ rollout: { percent: isStuck ? 0 : Number(file.text().split("=")[1]) } }));
    const router = file.open({
      "env-file-confirm-url": server.url,
      "env-file-confirm-json": "$.rollout.percent",
      "env-file-confirm-within": "300ms",
    });
    await router.setWeight("green", 25);
    expect(await router.verify("green", 25)).toBe("in-effect");
    isStuck = true;
    expect(await router.verify("green", 25)).toBe("not-yet");
  });

  test("an answer of another kind to the end is a service error", async () => {
    await using file = await envFile();
    await using server = await serve(() => ({ status: "ok" }));
    const router = file.open({ "env-file-confirm-url": server.url, "env-file-confirm-within": "200ms" });
    await expect(router.verify("green", 0)).rejects.toBeInstanceOf(ServiceError);
  });
});

describe.runIf(can("laravel"))("with a PHP application that reads the file", () => {
  const companies = Array.from({ length: 400 }, (_, i) => `company-${i}`);
  const app = `
    $percentage = (int) parse_ini_file(".env.local")["${key}"];
    $ids = json_decode(stream_get_contents(STDIN));
    echo json_encode(array_values(array_filter($ids, fn($id) => abs(crc32($id)) % 100 < $percentage)));`;

  test("as many companies are on it as were asked for, and whoever is on it stays while the percentage grows", async () => {
    await using file = await envFile(undefined, { "env-file-after": undefined });
    const router = file.open();
    let earlier: string[] = [];
    for (const weight of [10, 25, 50, 100]) {
      await router.setWeight("green", weight);
      const options = { cwd: file.folder, stdin: JSON.stringify(companies) };
      const now: string[] = JSON.parse((await file.effects.exec.run(["php", "-r", app], options)).stdout);
      expect(earlier.filter((id) => !now.includes(id))).toEqual([]);
      expect(Math.abs(now.length - weight * 4)).toBeLessThan(30);
      earlier = now;
    }
    expect(earlier).toEqual(companies);
  });
});

describe("on a server over ssh", () => {
  let server: Sshd;
  beforeAll(async () => {
    server = await startSshd();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  const reach: Reach = (effects) => openSsh(server, effects);

  routerContract("env-file over ssh", () => contractBench(reach));

  test("mode, line ends and the service's reload are those of the server", async () => {
    await using file = await envFile(around, { "env-file-after": [["touch", "reloaded"]] }, reach);
    chmodSync(file.path, 0o604);
    await file.open().setWeight("green", 25);
    expect(file.text()).toBe(around.replace('"0"', '"25"'));
    expect(statSync(file.path).mode & 0o777).toBe(0o604);
    expect(existsSync(join(file.folder, "reloaded"))).toBe(true);
  });

  test("a path that is not absolute is an input error there", async () => {
    await using file = await envFile(undefined, {}, reach);
    expect(() => file.open({ "env-file-path": ".env.local" })).toThrow(InputError);
  });
});
