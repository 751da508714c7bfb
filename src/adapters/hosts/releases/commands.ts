import { CommandError } from "../../../kit/errors.ts";
import type { CommandResult, Words } from "../../../kit/executor.ts";
import type { ReleaseName } from "../../../stages/ports/host.ts";
import { bounded, folderOf, type Place } from "./place.ts";

/** The release that a command is about, and the name of its folder. */
export interface Subject extends ReleaseName {
  readonly folder: string;
}

/** Variables that the host itself gives to commands. */
export const givenNames = ["RELEASE", "VERSION", "SLOT"];

const everyCode = Array.from({ length: 255 }, (_, i) => i + 1);

/** Runs one of the user's commands in the release folder; any exit code is an answer. */
export function ask(
  place: Place,
  subject: Subject,
  words: Words,
  more: Readonly<Record<string, string>> = {},
  signal?: AbortSignal,
): Promise<CommandResult> {
  const folder = folderOf(place, subject.folder);
  const { commit, version } = subject;
  const env = { ...place.settings.env, RELEASE: commit, VERSION: version, SLOT: place.slot, ...more };
  return place.target.run(
    fill(place, subject, words),
    bounded(place, { cwd: folder, env, okCodes: everyCode }, signal),
  );
}

/** Runs the user's commands one after the other; the first that fails ends it, with its last lines in the message. */
export async function runAll(
  place: Place,
  subject: Subject,
  deed: "build" | "start" | "stop",
  more: Readonly<Record<string, string>> = {},
  signal?: AbortSignal,
): Promise<void> {
  for (const words of place.settings.commands[deed]) {
    const { code, stdout, stderr } = await ask(place, subject, words, more, signal);
    if (code === 0) continue;
    const output = lastLines(`${stdout.trimEnd()}\n${stderr.trimEnd()}`);
    const command = place.effects.redact(fill(place, subject, words).join(" ")).slice(0, 200);
    const told = output === "" ? "it printed nothing" : `its last lines:\n${output}`;
    throw new CommandError(`\`${command}\` ended with code ${code} on ${place.target.where}; ${told}`, {
      exitCode: code,
      output,
      hint: `It is a command of \`releases-${deed}\`; run it by hand in \`${folderOf(place, subject.folder)}\`.`,
    });
  }
}

/** The end of what a program printed. */
export function lastLines(text: string): string {
  return text.trim().split("\n").slice(-20).join("\n");
}

function fill(place: Place, { commit, version, folder }: Subject, [program, ...rest]: Words): Words {
  const values = {
    slot: place.slot,
    release: commit,
    version,
    folder: folderOf(place, folder),
    root: place.settings.root,
  };
  const word = (text: string) =>
    text.replaceAll(/\{(slot|release|version|folder|root)\}/g, (_, name: keyof typeof values) => values[name]);
  return [word(program), ...rest.map(word)];
}
