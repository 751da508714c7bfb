import { afterAll, beforeAll } from "vitest";
import { hostContract } from "../../contracts/host.ts";
import { type Sshd, startSshd } from "../../servers/sshd.ts";
import { openSsh } from "../executors/open-ssh.ts";
import { foldersBench } from "./release-folders-bench.ts";

let server: Sshd;
beforeAll(async () => {
  server = await startSshd();
});
afterAll(() => server[Symbol.asyncDispose]());

hostContract("releases over ssh", () => foldersBench({}, (effects) => openSsh(server, effects)));
