import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import type { Fields } from "../../../kit/fields.ts";
import { diskFailure } from "../../disk.ts";
import type { Listed, Setup } from "./declaration.ts";

/** A folder that holds only these migrations, for a tool that applies whatever it finds. */
export async function staged<F extends Fields>(
  setup: Setup<F>,
  files: readonly Listed[],
  place = "",
): Promise<{ readonly setup: Setup<F> } & AsyncDisposable> {
  const folder = await setup.exec.makePrivateFolder("migrations-");
  const remove = () => setup.exec.remove(folder);
  try {
    for (const { path } of files) if (path !== undefined) await copy(path, setup.migrations, join(folder, place));
  } catch (error) {
    await remove();
    throw diskFailure("copy the migrations", folder, error);
  }
  return { setup: { ...setup, migrations: join(folder, place) }, [Symbol.asyncDispose]: remove };
}

async function copy(path: string, from: string, to: string): Promise<void> {
  const place = join(to, relative(from, path));
  await mkdir(dirname(place), { recursive: true });
  await copyFile(path, place);
}
