// What stands for systemd where it is not process 1: it really starts, watches, restarts and stops programs by the
// unit files of a folder. Called as `systemctl …`, as `journalctl …`, and by itself as `watch <unit>`.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";

const [program, folder, ...args] = process.argv.slice(2);
const file = (unit, ending) => join(folder, "run", `${unit}.${ending}`);
const idle = {
  ActiveState: "inactive",
  SubState: "dead",
  MainPID: 0,
  NRestarts: 0,
  Result: "success",
  InvocationID: "",
};

function readUnit(unit) {
  const instance = /@(.*)\.service$/.exec(unit)?.[1] ?? "";
  const path = [unit, unit.replace(/@.*\.service$/, "@.service")]
    .map((name) => join(folder, "units", name))
    .find(existsSync);
  if (path === undefined) return null;
  const lines = readFileSync(path, "utf8").replaceAll("%i", instance).split("\n");
  return new Map(
    lines
      .filter((line) => line.includes("="))
      .map((line) => [line.split("=", 1)[0], line.slice(line.indexOf("=") + 1)]),
  );
}

/** A file of variables as systemd.exec(5) says: double quotes, a backslash before `"`, `\`, `` ` `` and `$`, line breaks within. */
function readVariables(path) {
  const text = readFileSync(path, "utf8");
  const found = [...text.matchAll(/^([A-Za-z_]\w*)=(?:"((?:[^"\\]|\\[\s\S])*)"|(.*))$/gm)];
  return Object.fromEntries(
    found.map(([, name, inside, plain]) => [name, inside?.replaceAll(/\\(["\\`$])/g, "$1") ?? plain]),
  );
}

const isAlive = (pid) => {
  try {
    return pid > 0 && !readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).startsWith("Z");
  } catch {
    return false;
  }
};
const write = (unit, state) => {
  writeFileSync(file(unit, "new"), JSON.stringify(state));
  renameSync(file(unit, "new"), file(unit, "json"));
};
const read = (unit) => {
  const state = existsSync(file(unit, "json"))
    ? JSON.parse(readFileSync(file(unit, "json"), "utf8"))
    : { ...idle, watcher: 0 };
  // Whoever has killed the watcher as well, as a loss of power does, has ended the unit.
  return isAlive(state.watcher)
    ? state
    : { ...state, ...(state.ActiveState === "failed" ? {} : idle), MainPID: 0, watcher: 0 };
};
const seconds = (text, fallback) =>
  text === undefined ? fallback : text.endsWith("ms") ? Number.parseFloat(text) : Number.parseFloat(text) * 1000;
const killGroup = (pid, name) => {
  if (!(pid > 0)) return;
  try {
    process.kill(-pid, name);
  } catch {
    // It has ended already.
  }
};

/** Runs the unit until it ends for good. */
async function watch(unit, invocation) {
  const options = readUnit(unit);
  let isStopping = false;
  let child = null;
  const state = { ...idle, InvocationID: invocation, watcher: process.pid };
  const tell = (changes) => write(unit, Object.assign(state, changes));
  process.on("SIGTERM", async () => {
    isStopping = true;
    if (child === null) {
      tell({ ActiveState: "inactive", SubState: "dead", Result: "success" });
      process.exit();
    }
    const { pid } = child;
    tell({ ActiveState: "deactivating", SubState: "stop-sigterm" });
    killGroup(pid, "SIGTERM");
    await wait(seconds(options.get("TimeoutStopSec"), 90_000));
    tell({ SubState: "stop-sigkill", Result: "timeout" });
    killGroup(pid, "SIGKILL");
  });
  for (;;) {
    const [code, signal] = await new Promise((ended) => {
      try {
        const env = { PATH: process.env.PATH, ...readVariables(options.get("EnvironmentFile")) };
        const words = options.get("ExecStart").split(" ");
        const options_ = {
          cwd: options.get("WorkingDirectory"),
          env,
          detached: true,
          stdio: ["ignore", "pipe", "pipe"],
        };
        child = spawn(words[0], words.slice(1), options_);
      } catch (error) {
        appendFileSync(file(unit, "journal"), `${error.message}\n`);
        ended([203, null]);
        return;
      }
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (text) => appendFileSync(file(unit, "journal"), text));
      child.on("error", () => ended([203, null])).on("close", (...how) => ended(how));
      tell({ ActiveState: "active", SubState: "running", MainPID: child.pid ?? 0, NRestarts: state.NRestarts });
    });
    if (child?.pid !== undefined) killGroup(child.pid, "SIGKILL");
    child = null;
    const isClean = code === 0 || ["SIGTERM", "SIGINT", "SIGHUP", "SIGPIPE"].includes(signal);
    const result = isClean ? "success" : signal === null ? "exit-code" : "signal";
    const isAgain = options.get("Restart") === "always" || (options.get("Restart") === "on-failure" && !isClean);
    if (isStopping || !isAgain || state.NRestarts >= Number(options.get("StartLimitBurst") ?? 5) - 1) {
      const isFailed = !isClean && !isStopping ? true : state.Result === "timeout";
      const Result =
        isFailed && isAgain && !isStopping
          ? "start-limit-hit"
          : isFailed && state.Result === "timeout"
            ? "timeout"
            : result;
      tell({
        ActiveState: isFailed ? "failed" : "inactive",
        SubState: isFailed ? "failed" : "dead",
        MainPID: 0,
        Result,
      });
      process.exit();
    }
    tell({ ActiveState: "activating", SubState: "auto-restart", MainPID: 0, Result: result });
    await wait(seconds(options.get("RestartSec"), 100));
    if (isStopping) {
      tell({ ActiveState: "inactive", SubState: "dead", Result: "success" });
      process.exit();
    }
    state.NRestarts++;
  }
}

async function stop(unit, isAwaited) {
  const { watcher } = read(unit);
  if (watcher === 0) return;
  process.kill(watcher, "SIGTERM");
  while (isAwaited && isAlive(watcher)) await wait(20);
}

async function start(unit) {
  if (read(unit).ActiveState === "failed" && read(unit).Result === "start-limit-hit")
    fail(1, `Job for ${unit} failed: start request repeated too quickly.`);
  const invocation = randomUUID().replaceAll("-", "");
  const self = process.argv[1];
  const watcher = spawn(process.execPath, [self, "watch", folder, unit, invocation], {
    detached: true,
    stdio: "ignore",
    cwd: "/",
  });
  watcher.unref();
  while (read(unit).InvocationID !== invocation) await wait(20);
}

function fail(code, text) {
  process.stderr.write(`${text}\n`);
  process.exit(code);
}

async function systemctl() {
  const fault = join(dirname(process.argv[1]), "fault");
  const words = args.filter((word) => !word.startsWith("-"));
  const [deed, name = ""] = words;
  const unit = name.includes(".") ? name : `${name}.service`;
  if (existsSync(join(folder, `fault-${deed}`))) {
    const { code, text } = JSON.parse(readFileSync(join(folder, `fault-${deed}`), "utf8"));
    if (code === 0) return;
    fail(code, text ?? fault);
  }
  const isKnown = readUnit(unit) !== null;
  if (deed === "show") {
    const { watcher: _, ...state } = read(unit);
    const all = { LoadState: isKnown ? "loaded" : "not-found", ...state };
    const wanted =
      args
        .find((word) => word.startsWith("--property="))
        ?.slice(11)
        .split(",") ?? [];
    for (const [key, value] of Object.entries(all)) if (wanted.includes(key)) process.stdout.write(`${key}=${value}\n`);
    return;
  }
  if (!isKnown) fail(5, `Failed to ${deed} ${unit}: Unit ${unit} not found.`);
  if (deed === "reset-failed") {
    if (read(unit).ActiveState === "failed") rmSync(file(unit, "json"), { force: true });
  } else if (deed === "stop") await stop(unit, !args.includes("--no-block"));
  else if (deed === "kill") killGroup(read(unit).MainPID, args.find((word) => word.startsWith("--signal=")).slice(9));
  else if (deed === "start" && read(unit).watcher === 0) await start(unit);
  else if (deed === "restart") {
    await stop(unit, true);
    await start(unit);
  }
}

function journalctl() {
  const name = args[args.indexOf("-u") + 1];
  const unit = name.includes(".") ? name : `${name}.service`;
  const lines = existsSync(file(unit, "journal"))
    ? readFileSync(file(unit, "journal"), "utf8").trimEnd().split("\n")
    : [];
  const told = lines.slice(-Number(args[args.indexOf("-n") + 1])).join("\n");
  process.stdout.write(told === "" ? "-- No entries --\n" : `${told}\n`);
}

if (program === "watch") await watch(args[0], args[1]);
else if (program === "systemctl") await systemctl();
else journalctl();
