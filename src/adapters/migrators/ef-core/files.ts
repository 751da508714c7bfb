import type { Fields } from "../../../kit/fields.ts";
import type { Listed, Setup } from "../engine/declaration.ts";
import { listFiles } from "../engine/files.ts";

/** `20260131120000_AddX.cs`; its designer file and the snapshot of the model are no migrations. */
const pattern = /^(\d{14}_[^.]+)\.cs$/;

export function efCoreFiles<F extends Fields>(setup: Setup<F>): Promise<readonly Listed[]> {
  return listFiles(setup, { tool: "ef-core", pattern, example: "20260131120000_AddX.cs" });
}
