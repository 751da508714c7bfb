import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { openGitJournal } from "../../src/adapters/journals/git.ts";
import { quietPort } from "../adapters/quiet-port.ts";
import { testEffects } from "../effects.ts";
import { startNginx } from "../servers/nginx.ts";
import { startPhpFpm } from "../servers/php-fpm.ts";
import { startSshd } from "../servers/sshd.ts";
import type { Run } from "./world.ts";

const example = join(import.meta.dirname, "../../examples/php-server");
const bundle = join(import.meta.dirname, "../../dist/cli.js");
const program = existsSync(bundle) ? bundle : join(import.meta.dirname, "command-line.ts");

/** PHP that never looks at files again: what it has once compiled for a path it keeps. */
const never = ["opcache.validate_timestamps=0", "opcache.revalidate_freq=600", "realpath_cache_ttl=600"];

/** The example as it stands, on a server of this machine: nginx, PHP-FPM and sshd, and a clone to deploy from. */
export type PhpServer = Awaited<ReturnType<typeof openPhpServer>>;

/** Starts everything in the folder; nothing is deployed. */
export async function openPhpServer(folder: string) {
  const at = (name: string) => join(folder, name);
  const root = at("shop");
  const ports = { blue: await quietPort(), green: await quietPort() };
  prepareRoot(root);
  prepareTools(at("bin"));
  const php = await startPhpFpm(...never);
  const nginx = await startNginx((_, listen) => siteOf(root, ports, listen, php.address));
  const sshd = await startSshd([`ForceCommand PATH=${at("bin")}:$PATH exec sh -c "$SSH_ORIGINAL_COMMAND"`]);
  const env = { PATH: process.env.PATH ?? "", HOME: folder, SSH_KEY: sshd.key };
  const repository = at("repository");
  const git = (...words: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...words], {
      cwd: repository,
      env,
      encoding: "utf8",
    }).trim();
  const words = nginx.test.slice(0, -1);
  furnish(repository, git, sshd.knownHosts, (text) =>
    text
      .replaceAll(
        "ssh-host: shop.example.com, ssh-user: deploy",
        `ssh-host: ${sshd.host}, ssh-port: ${sshd.port}, ssh-user: ${sshd.user}`,
      )
      .replaceAll("https://shop.example.com", nginx.url)
      .replaceAll("/srv/shop", root)
      .replaceAll(":4101", `:${ports.blue}`)
      .replaceAll(":4102", `:${ports.green}`)
      .replaceAll("watch: 30s", "watch: 400ms, min-requests: 3")
      .replace("[sudo, nginx]", JSON.stringify(words)),
  );
  const start = (tag: string, ...args: readonly string[]): Running => {
    git("checkout", "--quiet", tag);
    const running = launch(repository, env, args);
    writeFileSync(at("deployer.pid"), String(running.pid));
    return running;
  };
  return {
    folder,
    root,
    url: nginx.url,
    sshd,
    git,
    start,
    /** `deploy-actions <args>` in a clone where that tag is checked out. */
    run: (tag: string, ...args: readonly string[]) => start(tag, ...args).ended,
    deploy: (tag: string, ...args: readonly string[]) => start(tag, "run", "--version", tag, ...args).ended,
    commit: (tag: string) => git("rev-parse", `${tag}^{commit}`),
    journal: () => {
      const effects = testEffects({ folder: repository, temporary: folder });
      return openGitJournal({ effects, store: "local", application: "shop", environment: "production" });
    },
    /** What visitors are told about the release. */
    health: async (): Promise<unknown> =>
      (await fetch(`${nginx.url}/health`, { headers: { connection: "close" } })).json(),
    /** What was asked by `curl` on the server, a line for each time. */
    askedThere: () => readFileSync(at("bin/curl.log"), "utf8"),
    shared: (name: string) => readFileSync(join(root, "shared", name), "utf8"),
    /** Whenever somebody starts `composer` or `mv` on the server, that goes first. */
    trap(name: "composer" | "mv", lines: readonly string[]) {
      writeFileSync(at(`bin/${name}.trap`), `${lines.join("\n")}\n`);
      return { [Symbol.dispose]: () => rmSync(at(`bin/${name}.trap`)) };
    },
    async [Symbol.asyncDispose]() {
      for (const part of [sshd, nginx, php]) await part[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** What the example's README has an administrator do once. */
function prepareRoot(root: string): void {
  mkdirSync(join(root, "shared"), { recursive: true });
  symlinkSync("blue", join(root, "current"));
  writeFileSync(join(root, "shared/.env.server"), "APP_SECRET=secret-of-the-server\nDATABASE_URL=mysql://db\n", {
    mode: 0o600,
  });
  writeFileSync(join(root, "shared/.env.rollout"), "SERVICETITAN_ROLLOUT_PERCENTAGE=0\nSERVICETITAN_ROLLOUT_USERS=\n");
}

/** Programs of the server, each of which runs the trap that a test has laid for it. */
function prepareTools(bin: string): void {
  mkdirSync(bin);
  const tool = (name: string, work: string) => {
    const trap = join(bin, `${name}.trap`);
    const lines = ["#!/bin/sh", `PATH=\${PATH#*:}`, `if [ -e ${trap} ]; then . ${trap}; fi`, work, ""];
    writeFileSync(join(bin, name), lines.join("\n"), { mode: 0o755 });
  };
  tool("composer", "mkdir -p vendor && exec touch vendor/autoload.php");
  tool("mv", 'exec mv "$@"');
  tool("curl", `echo "$*" >>${bin}/curl.log; exec curl "$@"`);
}

function siteOf(root: string, ports: { blue: number; green: number }, listen: string, php: string): readonly string[] {
  return readFileSync(join(example, "nginx.conf"), "utf8")
    .replaceAll("/srv/shop", root)
    .replaceAll("4101", String(ports.blue))
    .replaceAll("4102", String(ports.green))
    .replace("listen 80;", `listen ${listen};`)
    .replaceAll("unix:/run/php/php8.2-fpm.sock", php)
    .replaceAll("include fastcgi_params", "include /etc/nginx/fastcgi_params")
    .split("\n");
}

type Git = (...words: readonly string[]) => string;

const broken =
  '    if (variables(".env.rollout")["SERVICETITAN_ROLLOUT_PERCENTAGE"] >= 25) {\n        http_response_code(500);\n        return;\n    }\n';

/** A repository with v1, v2, v3 (fails once a quarter of the users have the feature) and more as tags. */
function furnish(repository: string, git: Git, knownHosts: string, adapt: (text: string) => string): void {
  cpSync(join(example, "app"), repository, { recursive: true });
  mkdirSync(join(repository, ".github"));
  writeFileSync(join(repository, ".github/deploy.yml"), adapt(readFileSync(join(example, "deploy.yml"), "utf8")));
  writeFileSync(join(repository, ".github/known_hosts"), `${knownHosts}\n`);
  git("init", "--quiet");
  const page = readFileSync(join(repository, "page.php"), "utf8");
  for (const tag of ["v1", "v2", "v3", "v4", "v5", "v6", "v7"]) {
    writeFileSync(join(repository, ".env.production"), `APP_VERSION=${tag}\n`);
    writeFileSync(join(repository, "page.php"), tag === "v3" ? page.replace("{\n", `{\n${broken}`) : page);
    git("add", "--all");
    git("commit", "--quiet", "--message", tag);
    git("tag", tag);
  }
}

export interface Running {
  readonly pid: number;
  readonly ended: Promise<Run>;
}

function launch(cwd: string, env: Readonly<Record<string, string>>, args: readonly string[]): Running {
  const words = [program, ...args, "--journal", "local"];
  const child: ChildProcess = spawn(process.execPath, words, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = once(child, "close").then(([code, signal]) => {
    return { code: code as number | null, killed: signal === "SIGKILL", stdout, stderr };
  });
  return { pid: child.pid as number, ended };
}

/** As an administrator does it at two in the morning. */
export function leadByHand({ root }: PhpServer, slot: string): void {
  rmSync(join(root, "current"));
  symlinkSync(slot, join(root, "current"));
}

/** What the journal tells of one commit, oldest first: `done set-weight link 100`. */
export async function told(server: PhpServer, commit: string): Promise<readonly string[]> {
  const entries = await (await server.journal()).entries(1_000);
  const about = entries.filter(({ release }) => release?.commit === commit).toReversed();
  return about.map(({ phase, deed, item, after }) => {
    const weight = (after as { weight?: number } | null)?.weight;
    return [phase, deed, item, weight].filter((word) => word !== undefined && word !== null).join(" ");
  });
}
