import { executors } from "../../../src/adapters/executors/index.ts";
import type { Effects } from "../../../src/kit/effects.ts";
import type { Executor } from "../../../src/kit/executor.ts";
import type { Sshd } from "../../servers/sshd.ts";

/** The executor for a server, by the inputs that a user would write; `inputs` replace some. */
export function openSsh(server: Sshd, effects: Effects, inputs: Readonly<Record<string, unknown>> = {}): Executor {
  const values = {
    "ssh-host": server.host,
    "ssh-port": server.port,
    "ssh-user": server.user,
    "ssh-key": server.key,
    "ssh-known-hosts": server.knownHosts,
    ...inputs,
  };
  const chosen = { kind: "executor", name: "ssh", values, recorded: {} };
  return executors.open(chosen, { effects, application: "shop", environment: "production" });
}
