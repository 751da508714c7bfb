import { afterAll, beforeAll } from "vitest";
import { hostContract } from "../../contracts/host.ts";
import { type Sshd, startSshd } from "../../servers/sshd.ts";
import { openSsh } from "../executors/open-ssh.ts";
import { systemdBench } from "./systemd-bench.ts";

let server: Sshd;
beforeAll(async () => {
  server = await startSshd();
});
afterAll(() => server[Symbol.asyncDispose]());

hostContract("systemd over ssh", () => systemdBench({}, { reach: (effects) => openSsh(server, effects) }));
