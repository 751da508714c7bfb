import { pipeline, type Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { ActionError, InputError, RefusedError, ServiceError } from "../../../kit/errors.ts";
import type { Dump, DumpOptions, Facts } from "../../../stages/ports/database.ts";
import type { Entry } from "./entry.ts";
import type { Folder } from "./folder.ts";
import { passage, stopIfAborted } from "./passage.ts";
import { type Tally, tally } from "./tally.ts";
import { complaintsOf, createWords, isChange, plainWords, tarFailure } from "./tar.ts";

export interface DumpRules {
  /** Hears what changed while it was read; where it is absent, that is an error. */
  readonly onChange?: (complaints: string) => void;
  readonly mayBeEmpty?: boolean;
}

/** Streams a folder as an archive. What is counted and digested is what has gone into the archive, whatever happens to the files. */
export function dumpFolder(folder: Folder, rules: DumpRules, options: DumpOptions = {}): Dump {
  const { onChange, mayBeEmpty = false } = rules;
  const { signal } = options;
  stopIfAborted(signal);
  const how = { ...plainWords, ...(signal === undefined ? {} : { signal }) };
  const { stdout, done } = folder.executor.stream(createWords(folder.path, folder.exclude), how);
  const counted = withoutDevices(tally(options.hashRows ?? false));
  const ended = () =>
    done.catch((error) => {
      if (onChange === undefined || !isChange(error)) throw tarFailure(`read \`${folder.path}\``, error);
      onChange((complaintsOf(error) ?? []).join("; "));
    });
  const body = passage(counted, ended);
  pipeline(stdout, body, () => {});
  let facts: Facts | undefined;
  return {
    body,
    extension: "tar",
    async facts() {
      await endOf(body, folder.path);
      facts ??= counted.facts();
      return mayBeEmpty ? facts : notEmpty(facts, folder.path);
    },
  };
}

/** What a folder holds, by reading all of it as a dump does; it may hold nothing. */
export async function countFolder(folder: Folder, options: DumpOptions = {}): Promise<Facts> {
  const { body, facts } = dumpFolder(folder, { mayBeEmpty: true }, options);
  body.on("error", () => {});
  body.resume();
  return facts();
}

async function endOf(body: Readable, path: string): Promise<void> {
  try {
    await finished(body);
  } catch (error) {
    if (error instanceof ActionError) throw error;
    throw new ServiceError(`the dump of \`${path}\` was not read to its end`, { cause: error });
  }
}

function notEmpty(facts: Facts, path: string): Facts {
  if (Object.keys(facts.tables).length > 0) return facts;
  throw new InputError([{ where: "files-exclude", what: `leaves out everything that \`${path}\` holds` }], {
    hint: "Take patterns away.",
  });
}

/** A device is a part of a machine and no file; only root could make it again. */
function withoutDevices(counted: Tally): Tally {
  const entry = (found: Entry) => {
    if (found.type === "3" || found.type === "4") {
      const name = Buffer.from(found.path, "latin1").toString("utf8");
      throw new RefusedError(`\`${name}\` is a device; a backup of files does not hold devices`, {
        hint: "Leave it out with `files-exclude`.",
      });
    }
    counted.entry(found);
  };
  return { ...counted, entry };
}
