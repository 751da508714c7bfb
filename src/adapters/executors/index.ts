import type { Executor } from "../../kit/executor.ts";
import { defineAdapter, registry } from "../../kit/registry.ts";
import { kubectlExecutor } from "./kubectl.ts";
import { sshExecutor } from "./ssh.ts";

/** The machine that the step itself runs on. */
const local = defineAdapter<Executor>()({
  name: "local",
  summary: "The machine that the step itself runs on.",
  inputs: {},
  open: (_, { effects }) => effects.exec,
});

/** Places that commands run in. A new one is one more line here. */
export const executors = registry<Executor>(
  "executor",
  { description: "Where the section's commands run.", default: "local" },
  [local, sshExecutor, kubectlExecutor],
);
