import { chmod, mkdir, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localExecutor } from "../../../src/adapters/executors/local.ts";
import { openRequirements } from "../../../src/adapters/requirements/index.ts";
import type { Requirements } from "../../../src/core/requirements.ts";
import { InputError } from "../../../src/kit/errors.ts";
import { checkRequirements } from "../../../src/stages/check-requirements.ts";
import { testEffects } from "../../effects.ts";
import { can } from "../../servers/programs.ts";
import { type RedisServer, startRedis } from "../../servers/redis.ts";
import { quietPort } from "../quiet-port.ts";

const planted = "pl4nted-s3cret";

/** What is found of these requirements, a line each; nothing that was planted may be in it. */
async function found(required: Requirements, effects = testEffects()): Promise<readonly string[]> {
  const findings = await checkRequirements(effects, openRequirements(required, { effects, executor: effects.exec }));
  expect(JSON.stringify([findings, effects.lines])).not.toContain(planted);
  return findings.map(({ what, judgement, found }) => `${judgement} ${what}: ${found}`);
}

describe("variables", () => {
  test("are read from dotenv files, of which the later one counts", async () => {
    const effects = testEffects();
    await writeFile(join(effects.folder, ".env"), `APP_KEY=${planted}\nAPP_DEBUG=true\n`);
    await writeFile(join(effects.folder, ".env.production"), 'APP_DEBUG="false"\nAPP_URL=https://shop.test # public\n');
    await writeFile(join(effects.folder, ".env.staging"), `APP_KEY=${planted}2\nAPP_URL=x\nMAIL_HOST=y\n`);
    const rules = { required: ["APP_KEY"], forbidden: { APP_DEBUG: "true" }, format: { APP_URL: "url" } };
    const lines = await found(
      {
        environment: [
          { files: [".env", ".env.production"], ...rules, "same-keys-as": ".env.staging" },
          { name: "first alone", files: [".env"], ...rules },
        ],
      },
      effects,
    );
    expect(lines).toEqual(
      [
        "met environment `.env, .env.production`: .env, .env.production on this machine: all of 3 are as they have to be",
        "refused environment `.env, .env.production`: keys: `MAIL_HOST` of .env.staging is not in .env, .env.production on this machine",
        "warned environment `.env, .env.production`: keys: `APP_DEBUG` of .env, .env.production on this machine is not in .env.staging on this machine",
        "refused environment `first alone`: .env on this machine: `APP_URL` is not set; `APP_DEBUG` has the value that is forbidden",
      ].map((line) => line.replace("of .env.staging is", "of .env.staging on this machine is")),
    );
  });

  test("in a file that is not there are not known to be right", async () => {
    expect(await found({ environment: [{ files: ["no.env"], required: ["A"] }] })).toEqual([
      "refused environment `no.env`: could not be looked at: there is no file `no.env` on this machine",
    ]);
  });

  test("of this step are looked at by name", async () => {
    const effects = testEffects({ env: (name) => (name === "APP_KEY" ? planted : undefined) });
    expect(await found({ environment: [{ process: true, required: ["APP_KEY", "DB_URL"] }] }, effects)).toEqual([
      "refused environment `this step`: this step: `DB_URL` is not set",
    ]);
  });
});

describe("addresses", () => {
  let server: Server;
  let base = "";
  beforeAll(async () => {
    server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://a");
      if (pathname === "/slow") return;
      const isKnown = request.headers.apikey === planted || searchParams.get("apikey") === planted;
      response.writeHead({ "/auth/v1/health": isKnown ? 200 : 401, "/moved": 302 }[pathname] ?? 404, {
        location: "/slow",
      });
      response.end();
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  test("are asked with their headers, judged by their status, and shown without what may be secret", async () => {
    const lines = await found({
      http: [
        { get: `${base}/auth/v1/health`, name: "auth", headers: { apikey: planted }, status: 200 },
        `${base}/auth/v1/health?apikey=${planted}`,
        { get: `${base}/auth/v1/health`, status: [401] },
        `${base}/moved`,
        { get: `${base}/rest/v1/`, status: "2xx" },
        { get: `${base}/slow`, within: 50 },
      ],
    });
    expect(lines).toEqual([
      `met http auth (${base}/auth/v1/health): answers with 200`,
      `met http ${base}/auth/v1/health: answers with 200`,
      `met http ${base}/auth/v1/health: answers with 401`,
      `met http ${base}/moved: answers with 302`,
      `refused http ${base}/rest/v1/: answers with 404, not with 2xx`,
      `refused http ${base}/slow: does not answer: nothing has come within 50 ms`,
    ]);
  });

  test("of ports are tried, and those where nobody listens are in the way", async () => {
    const port = await quietPort();
    expect(
      await found({ tcp: [new URL(base).host, `127.0.0.1:${port}`], http: [`http://127.0.0.1:${port}/`] }),
    ).toEqual([
      `refused http http://127.0.0.1:${port}/: does not answer: ECONNREFUSED`,
      `met tcp ${new URL(base).host}: takes connections`,
      `refused tcp 127.0.0.1:${port}: takes no connection: ECONNREFUSED`,
    ]);
  });

  test.each<[string, Requirements]>([
    ["a port that is none", { tcp: ["db:99999"] }],
    ["a host without a port", { tcp: ["db"] }],
    ["an address without a scheme", { http: [`${planted}/health`] }],
    ["a URL that is not of Redis", { redis: [`http://:${planted}@cache`] }],
  ])("%s is an input error that quotes nothing", (_, required) => {
    const effects = testEffects();
    const open = () => openRequirements(required, { effects, executor: effects.exec });
    expect(open).toThrow(InputError);
    expect(open).not.toThrow(planted);
  });
});

describe.runIf(can("redis"))("a Redis server", () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis?.[Symbol.asyncDispose]());

  test("answers PING, or is in the way: with a wrong password, or where nobody listens", async () => {
    const port = await quietPort();
    const lines = await found({
      redis: [redis.url, `redis://:${planted}@127.0.0.1:${redis.port}`, `redis://127.0.0.1:${port}/0`],
    });
    expect(lines).toEqual([
      `met redis 127.0.0.1:${redis.port}: answers PING`,
      `refused redis 127.0.0.1:${redis.port}: the Redis server 127.0.0.1:${redis.port} does not accept the user and password of the URL`,
      expect.stringMatching(`^refused redis 127.0.0.1:${port}: there is no Redis server at 127.0.0.1:${port}`),
    ]);
    expect(lines.join()).not.toContain(redis.password);
  });
});

describe("a namespace, as a fake of `kubectl` tells it", () => {
  const objects = {
    "namespace shop": { status: { phase: "Active" } },
    "namespace going": { status: { phase: "Terminating" } },
    "secret registry": { data: {} },
    "secret shop": {
      data: { APP_KEY: Buffer.from(planted).toString("base64"), APP_DEBUG: Buffer.from("true").toString("base64") },
    },
    "configmap shop": { data: { LOG_LEVEL: "debug" } },
    "resourcequota ": {
      items: [
        {
          metadata: { name: "team" },
          status: { hard: { "requests.cpu": "2", pods: "10" }, used: { "requests.cpu": "1800m", pods: "3" } },
        },
      ],
    },
  };

  /** A program called `kubectl` that answers as the real one does with `--ignore-not-found -o json`. */
  async function withKubectl(fails = "") {
    const effects = testEffects();
    const folder = join(effects.folder, "bin");
    await mkdir(folder);
    const program = `#!${process.execPath}
const [get, kind, name = ""] = process.argv.slice(2);
const objects = ${JSON.stringify(objects)};
if (get !== "get" || !process.argv.includes("--ignore-not-found")) process.exit(2);
if (${JSON.stringify(fails)} === kind) { console.error('Error from server (Forbidden): ' + kind + ' is forbidden'); process.exit(1); }
const found = objects[kind + " " + (name.startsWith("-") ? "" : name)];
if (found !== undefined) console.log(JSON.stringify(found));
`;
    await writeFile(join(folder, "kubectl"), program);
    await chmod(join(folder, "kubectl"), 0o755);
    const environment = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
    return { ...effects, exec: localExecutor({ folder: effects.folder, redact: effects.redact, environment }) };
  }

  test("has what is asked of it, or all that it lacks is told", async () => {
    const kubernetes = [
      { namespace: "shop", cpu: "500m", pods: 2, secrets: ["registry", "tls"] },
      { namespace: "shop", pods: 7, secrets: ["registry"] },
      { namespace: "going" },
      { namespace: "nowhere", secrets: ["tls"] },
    ];
    expect(await found({ kubernetes }, await withKubectl())).toEqual([
      "met namespace `shop`: is there",
      "refused namespace `shop`: secrets: `tls` is not there",
      "refused namespace `shop`: quota: quota `team` has 2 of cpu, of which 1800m are used: not enough for 500m more",
      "met namespace `shop`: is there",
      "met namespace `shop`: secrets: all 1 are there",
      "met namespace `shop`: quota: the quota leaves enough",
      "refused namespace `going`: is Terminating",
      "refused namespace `nowhere`: is not there",
    ]);
  });

  test("that may not be asked is not known to be well", async () => {
    const [line] = await found({ kubernetes: [{ namespace: "shop" }] }, await withKubectl("namespace"));
    expect(line).toMatch(/^refused namespace `shop`: could not be looked at: .*kubectl/);
  });

  test("holds variables in Secrets and ConfigMaps", async () => {
    const environment = [
      { secret: "shop", namespace: "shop", required: ["APP_KEY"], forbidden: ["APP_DEBUG=true"] },
      { "config-map": "shop", required: ["LOG_LEVEL"] },
      { secret: "absent", required: ["A"] },
      { secret: "--all", required: ["A"] },
    ];
    expect(await found({ environment }, await withKubectl())).toEqual([
      "refused environment `Secret shop`: Secret shop: `APP_DEBUG` has the value that is forbidden",
      "met environment `ConfigMap shop`: ConfigMap shop: all of 1 are as they have to be",
      "refused environment `Secret absent`: could not be looked at: there is no Secret `absent`",
      "refused environment `Secret --all`: could not be looked at: `name` of secret is no name of Kubernetes",
    ]);
  });
});
