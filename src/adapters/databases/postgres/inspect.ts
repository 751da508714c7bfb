import type { Readable } from "node:stream";
import { ActionError } from "../../../kit/errors.ts";
import type { Executor } from "../../../kit/executor.ts";
import { formOf } from "./archive.ts";
import { cancelled, postgresFailure } from "./failures.ts";
import type { Programs } from "./programs.ts";
import { replay } from "./replay.ts";
import { stored } from "./stored.ts";
import { walkArchive } from "./walk.ts";

/** Reads a dump to its end, without a server: here, and with `pg_restore` where only that can. */
export async function inspectDump(
  exec: Executor,
  findPrograms: () => Promise<Programs>,
  body: Readable,
  signal?: AbortSignal,
): Promise<void> {
  const how = { env: { LC_ALL: "C" }, ...(signal === undefined ? {} : { signal }) };
  let broken: unknown;
  body.once("error", (error) => {
    broken = error;
  });
  const leave = () => body.destroy();
  signal?.addEventListener("abort", leave, { once: true });
  try {
    if (signal?.aborted) throw signal.reason;
    const source = replay(body);
    const form = await formOf(source);
    if (form === "custom" && (await walkArchive(source))) return;
    const words = [(await findPrograms()).path("pg_restore"), "-f", "/dev/null"] as const;
    if (form === "custom") await exec.run(words, { ...how, stdin: source.whole() });
    else {
      await using kept = await stored(exec, { form, body: source.whole() }, signal);
      await exec.run([...words, kept.path], how);
    }
  } catch (error) {
    if (signal?.aborted) throw cancelled("reading the dump", signal);
    if (broken instanceof ActionError) throw broken;
    throw postgresFailure("read the dump to its end", broken ?? error);
  } finally {
    signal?.removeEventListener("abort", leave);
    body.destroy();
  }
}
