import { basename, dirname, join } from "node:path/posix";
import type { AdapterContext } from "../../../kit/registry.ts";
import type { DeadMan } from "../../../stages/ports/router.ts";
import { nameOf } from "../../dead-man/place.ts";
import { targetDeadMan } from "../../dead-man/target.ts";
import { markOf } from "./change.ts";
import type { Served } from "./complaint.ts";

/** Writes the earlier file back at the deadline and lets nginx load it. */
export function nginxDeadMan(nginx: Served, context: AdapterContext): DeadMan {
  const { exec, file, test, reload } = nginx;
  const beside = join(dirname(file), `.${basename(file)}.dead-man`);
  const recipe = async () => ({
    files: {},
    steps: [
      { words: ["cat"], input: "split", output: beside },
      { words: ["chmod", "644", beside] },
      { words: ["mv", "-f", beside, file] },
      { words: test },
      { words: reload },
      { words: ["rm", "-f", markOf(nginx)] },
    ] as const,
  });
  return targetDeadMan({ exec, name: nameOf(context, "nginx", [file]), recipe });
}
