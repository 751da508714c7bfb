import { afterAll, beforeAll, describe } from "vitest";
import { hostContract } from "../../contracts/host.ts";
import { can } from "../../servers/programs.ts";
import { type Sshd, startSshd } from "../../servers/sshd.ts";
import { openSsh } from "../executors/open-ssh.ts";
import { foldersBench } from "./release-folders-bench.ts";

describe.runIf(can("sshd"))("over ssh", () => {
  let server: Sshd;
  beforeAll(async () => {
    server = await startSshd();
  });
  afterAll(async () => await server?.[Symbol.asyncDispose]());

  hostContract("releases", () => foldersBench({}, (effects) => openSsh(server, effects)));
});
