import { Transform } from "node:stream";
import { ServiceError } from "../../../kit/errors.ts";
import type { Executor } from "../../../kit/executor.ts";
import type { Opened } from "./archive.ts";

/** A dump as a file or a folder, in a private folder that goes with it. */
export interface Stored extends AsyncDisposable {
  readonly path: string;
}

const record = 10_240;

/** Writes a dump where `pg_restore` can jump in it: an archive as a file, a tar as the folder that it was. */
export async function stored(exec: Executor, { form, body }: Opened, signal?: AbortSignal): Promise<Stored> {
  const folder = await exec.makePrivateFolder("postgres-restore-");
  const remove = () => exec.remove(folder);
  const how = signal === undefined ? {} : { signal };
  try {
    const path = `${folder}/dump`;
    if (form === "custom") await exec.run(["dd", `of=${path}`, "bs=1048576"], { ...how, stdin: body });
    else {
      await exec.makeFolder(path);
      const words = ["--no-same-owner", "--no-same-permissions", "-C", path, "-xf", "-"];
      const whole = wholeTar();
      body.once("error", (error) => whole.destroy(error));
      await exec.run(["tar", ...words], { ...how, stdin: body.pipe(whole) });
    }
    return { path, [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  } finally {
    body.destroy();
  }
}

/** A tar ends with empty blocks and fills its last record; `tar` itself forgives a cut between two files. */
function wholeTar(): Transform {
  let length = 0;
  let end: Buffer = Buffer.alloc(0);
  return new Transform({
    transform(chunk: Buffer, _encoding, next) {
      length += chunk.length;
      end = chunk.length >= 1024 ? chunk.subarray(-1024) : Buffer.concat([end, chunk]).subarray(-1024);
      next(null, chunk);
    },
    flush(next) {
      const isWhole = length % record === 0 && end.length === 1024 && end.every((byte) => byte === 0);
      if (isWhole) return next();
      const hint = "Throw this backup away; make a new one and look at the disk or the store.";
      next(new ServiceError("the dump is cut short: its tar has no end", { hint }));
    },
  });
}
