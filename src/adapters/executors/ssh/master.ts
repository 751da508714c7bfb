import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { Readable } from "node:stream";
import type { Effects } from "../../../kit/effects.ts";
import { ServiceError } from "../../../kit/errors.ts";
import type { CommandStream, Words } from "../../../kit/executor.ts";
import { saidBy } from "../remote/prepare.ts";
import { configuration, type Destination, masterWords } from "./destination.ts";
import { explain } from "./failures.ts";

/** Milliseconds until the server has let us in. */
const patience = 45_000;

/** The process that holds the connection. */
export interface Master {
  readonly folder: string;
  /** Resolves when the connection is no more. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Logs in. The key is in a file of its owner only as long as that takes. */
export async function openMaster(to: Destination, where: string, effects: Effects): Promise<Master> {
  const folder = await mkdtemp(join(shortFolder(effects.temporary), "ssh-"));
  const clean = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", clean);
  const forgetFolder = () => {
    process.off("exit", clean);
    clean();
  };
  try {
    await writeFile(join(folder, "config"), configuration(to, folder), { mode: 0o600 });
    if (to.key !== undefined) await writeFile(join(folder, "key"), keyText(to.key), { mode: 0o600 });
    if (to.knownHosts !== undefined)
      await writeFile(join(folder, "known_hosts"), `${to.knownHosts}\n`, { mode: 0o600 });
    return await letIn(to, where, effects, folder, forgetFolder);
  } catch (error) {
    forgetFolder();
    throw error;
  } finally {
    // Both have done their work once the server has let us in.
    await Promise.all(["key", "known_hosts"].map((name) => rm(join(folder, name), { force: true })));
  }
}

/** The end of this process, even a sudden one, is the end of the master's input, and so the end of the connection. */
async function letIn(to: Destination, where: string, { exec }: Effects, folder: string, forgetFolder: () => void) {
  const mark = randomUUID();
  const lifeline = new Readable({ read() {} });
  const giveUp = new AbortController();
  const words: Words = masterWords(to, folder, `exec sh -c 'echo ${mark}; exec cat >/dev/null'`);
  const master = exec.stream(words, { stdin: lifeline, signal: giveUp.signal });
  const late = () => giveUp.abort(new ServiceError(`${where} did not let us in within ${patience / 1000} s`));
  const timer = setTimeout(late, patience);
  try {
    await heard(master, mark, where);
  } finally {
    clearTimeout(timer);
  }
  const ended = master.done.catch(() => {}).finally(forgetFolder);
  return { folder, ended, close: () => void lifeline.push(null) };
}

/** Waits until the server has run our command; what login shells print before is of no interest. */
async function heard({ stdout, done }: CommandStream, mark: string, where: string): Promise<void> {
  const said = new Promise<void>((resolve) => {
    let last = "";
    stdout
      .on("error", () => {})
      .on("data", (chunk: Buffer) => {
        last = (last + chunk.toString("latin1")).slice(-4096);
        if (last.includes(mark)) resolve();
      });
  });
  const failed = done.then(
    () => {
      throw explain(where, "the server ended the session at once", null);
    },
    (error: unknown) => {
      const { exitCode, message } = error as { exitCode?: number | null; message: string };
      if (error instanceof ServiceError) throw error;
      throw explain(where, exitCode === null ? message : saidBy(error), null);
    },
  );
  await Promise.race([said, failed]);
  failed.catch(() => {});
}

function shortFolder(folder: string): string {
  return folder.length <= 56 && /^[\w./-]+$/.test(folder) ? folder : "/tmp";
}

/** Secrets lose their last line break, or get those of Windows, on the way through forms. */
function keyText(key: string): string {
  return `${key.replaceAll("\r\n", "\n").trim()}\n`;
}
