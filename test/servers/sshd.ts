import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { quietPort } from "../adapters/quiet-port.ts";
import { programPath } from "./programs.ts";

/** A real SSH server of this machine's user, on a loopback port. */
export interface Sshd extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** The private key that it lets in. */
  readonly key: string;
  /** Its own key, as a line of known_hosts. */
  readonly knownHosts: string;
  readonly folder: string;
  /** Everything that it has logged. */
  log(): string;
  /** Drops every connection, as a server does that loses its power. */
  drop(): void;
}

/** Starts it; `lines` are added to its configuration. */
export async function startSshd(lines: readonly string[] = []): Promise<Sshd> {
  const folder = await mkdtemp(join(tmpdir(), "sshd-"));
  for (const name of ["host", "user"]) makeKey(folder, name);
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  writeFileSync(join(folder, "authorized_keys"), read("user.pub"), { mode: 0o600 });
  const port = await quietPort();
  const configuration = [
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${folder}/host`,
    `AuthorizedKeysFile ${folder}/authorized_keys`,
    "PidFile none",
    "StrictModes no",
    "UsePAM no",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "PermitRootLogin prohibit-password",
    // What the shell of whoever runs the tests does at its start takes its time and says what it likes.
    `SetEnv HOME=${folder}`,
    ...lines,
  ];
  writeFileSync(join(folder, "sshd_config"), `${configuration.join("\n")}\n`);
  // The folder into which it separates its rights; only root needs it.
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  const args = ["-D", "-e", "-f", join(folder, "sshd_config")];
  const server = spawn(programPath("sshd"), args, { stdio: ["ignore", "ignore", "pipe"], detached: true });
  let log = "";
  server.stderr.on("data", (chunk) => {
    log += chunk;
  });
  await listening(server, () => log);
  return {
    host: "127.0.0.1",
    port,
    user: userInfo().username,
    key: read("user"),
    knownHosts: `[127.0.0.1]:${port} ${read("host.pub").split(" ").slice(0, 2).join(" ")}`,
    folder,
    log: () => log,
    drop: () => dropSessions(server),
    async [Symbol.asyncDispose]() {
      dropSessions(server);
      if (server.exitCode === null && server.kill("SIGKILL")) await once(server, "exit");
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** Makes a key pair without a passphrase, or with one. */
export function makeKey(folder: string, name: string, passphrase = ""): string {
  const path = join(folder, name);
  const args = ["-q", "-t", "ed25519", "-N", passphrase, "-C", "test", "-f", path];
  execFileSync(programPath("sshd", "ssh-keygen"), args);
  return readFileSync(path, "utf8");
}

async function listening(server: ChildProcess, log: () => string): Promise<void> {
  for (let round = 0; round < 400 && server.exitCode === null; round++) {
    if (log().includes("Server listening")) return;
    await new Promise((later) => setTimeout(later, 25));
  }
  server.kill("SIGKILL");
  throw new Error(`sshd does not start: ${log()}`);
}

/** The server's children, and theirs that are called sshd: one or two for each connection. */
function dropSessions(server: ChildProcess): void {
  const children = (pid: number): number[] => {
    try {
      return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);
    } catch {
      return [];
    }
  };
  const isSshd = (pid: number) => {
    try {
      return readFileSync(`/proc/${pid}/comm`, "utf8").startsWith("sshd");
    } catch {
      return false;
    }
  };
  const sessions = children(server.pid ?? 0).flatMap((pid) => [pid, ...children(pid)]);
  for (const pid of sessions.filter(isSshd)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended already.
    }
  }
}
