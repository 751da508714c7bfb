import { posix, resolve } from "node:path";
import { isJsonPath } from "../../../core/checks.ts";
import { InputError, type Problem } from "../../../kit/errors.ts";
import type { Values } from "../../../kit/fields.ts";
import type { AdapterContext } from "../../../kit/registry.ts";
import { givenNames } from "./commands.ts";
import type { inputs } from "./inputs.ts";
import type { ArtefactChoice, Settings } from "./place.ts";
import { checkPaths, commandsOf, sharedPath } from "./written.ts";

export type Given = Values<typeof inputs>;

/** The settings for both slots and their preview addresses; all problems come in one InputError. */
export function settingsOf(given: Given, { effects, executor }: AdapterContext) {
  const problems: Problem[] = [];
  const must: Must = (where, isGood, what) => void (isGood || problems.push({ where, what }));
  const isHere = (executor ?? effects.exec).isHere;
  const root = given["releases-root"];
  must("releases-root", isHere || root.startsWith("/"), "must be an absolute path on the server");
  const urls = urlsOf(given, must);
  const settings: Settings = {
    root: isHere ? resolve(effects.folder, root) : posix.resolve("/", root),
    artefact: artefactOf(given, must),
    repository: resolve(effects.folder, given["releases-repository"]),
    ...filesOf(given, must, problems),
    env: envOf(given, must),
    commands: {
      build: commandsOf("releases-build", given["releases-build"], problems),
      start: commandsOf("releases-start", given["releases-start"], problems),
      stop: commandsOf("releases-stop", given["releases-stop"], problems),
    },
    status: given["releases-status"] ?? null,
    log: given["releases-log"] ?? null,
    health: healthOf(given, must),
    keep: given["releases-keep"],
    timeout: given["releases-timeout"],
  };
  if (problems.length > 0) throw new InputError(problems);
  return { settings, urls };
}

type Must = (where: keyof Given, isGood: boolean, what: string) => void;

function urlsOf(given: Given, must: Must) {
  const urls = given["releases-urls"];
  const isNeeded = given["releases-ready"] === "answers";
  const why = "is needed to prove what a slot serves, and for smoke tests; or set `releases-ready: files`";
  must("releases-urls", urls !== undefined || !isNeeded, why);
  for (const url of Object.values(urls ?? {})) {
    must("releases-urls", /^https?:\/\/[^\s/?#]+(\/[^\s?#]*)?$/.test(url), `\`${url}\` is no http address`);
  }
  must("releases-urls", urls === undefined || urls.blue !== urls.green, "must be two different addresses");
  const trim = (url: string | undefined) => url?.replace(/\/+$/, "") ?? "";
  return { blue: trim(urls?.blue), green: trim(urls?.green) };
}

function healthOf(given: Given, must: Must): Settings["health"] {
  const path = given["releases-health"];
  const json = given["releases-health-json"];
  must("releases-health", path.startsWith("/"), "must be a path that begins with `/`");
  must("releases-health-json", isJsonPath(json), "must be a path such as $.commit");
  return given["releases-ready"] === "files" ? null : { path, json };
}

function filesOf(given: Given, must: Must, problems: Problem[]): Pick<Settings, "shared" | "writable" | "envFile"> {
  const shared = (given["releases-shared"] ?? []).map(sharedPath);
  const writable = (given["releases-writable"] ?? []).map((path) => path.replace(/\/+$/, ""));
  const paths = shared.map(({ path }) => path);
  checkPaths("releases-shared", paths, problems);
  checkPaths("releases-writable", writable, problems);
  const envFile = given["releases-env-file"] ?? null;
  const isTwice = envFile !== null && paths.includes(".env");
  must("releases-env-file", !isTwice, "`.env` cannot be shared and belong to each release");
  return { shared, writable, envFile };
}

function envOf(given: Given, must: Must): Settings["env"] {
  const env = given["releases-env"] ?? {};
  for (const name of Object.keys(env)) {
    must("releases-env", /^[A-Za-z_][A-Za-z0-9_]*$/.test(name), `\`${name}\` is no name of a variable`);
    must("releases-env", !givenNames.includes(name), `\`${name}\` is set by the host`);
  }
  return env;
}

function artefactOf(given: Given, must: Must): ArtefactChoice {
  const written = given["releases-artefact"];
  const [, kind, rest = ""] = /^(folder|tarball):(.+)$/.exec(written) ?? [];
  const sha256 = given["releases-sha256"]?.toLowerCase() ?? null;
  const token = given["releases-artefact-token"] ?? null;
  must("releases-artefact", written === "git" || kind !== undefined, "must be git, folder:PATH or tarball:PATH");
  // On the loopback nobody listens in.
  const isPlain = /^http:/.test(rest) && !/^http:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\])[:/]/.test(rest);
  must("releases-artefact", kind !== "tarball" || !isPlain, "must be downloaded by https");
  must("releases-sha256", sha256 === null || kind === "tarball", "only a tarball has a digest");
  must("releases-sha256", sha256 === null || /^[0-9a-f]{64}$/.test(sha256), "must be 64 hexadecimal digits");
  if (kind === "folder") return { kind, path: rest };
  return kind === "tarball" ? { kind, from: rest, sha256, token } : { kind: "git" };
}
