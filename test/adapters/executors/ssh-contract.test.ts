import { describe } from "vitest";
import { executorContract } from "../../contracts/executor.ts";
import { testEffects } from "../../effects.ts";
import { can } from "../../servers/programs.ts";
import { startSshd } from "../../servers/sshd.ts";
import { openSsh } from "./open-ssh.ts";

describe.runIf(can("sshd"))("over a real sshd", () => {
  executorContract("ssh", async () => {
    const server = await startSshd();
    return { executor: openSsh(server, testEffects()), [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
  });
});
