import { afterAll, beforeAll, describe } from "vitest";
import type { Executor } from "../../../src/kit/executor.ts";
import { targetContract } from "../../contracts/target.ts";
import { testEffects } from "../../effects.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { can } from "../../servers/programs.ts";
import { type Sshd, startSshd } from "../../servers/sshd.ts";
import { openSsh } from "../executors/open-ssh.ts";
import { makePeople, traits } from "./postgres-people.ts";

describe.runIf(can("postgres", "sshd"))("over ssh", () => {
  let server: PostgresServer;
  let sshd: Sshd;
  let executor: Executor;
  beforeAll(async () => {
    server = await startPostgres();
    sshd = await startSshd();
    executor = openSsh(sshd, testEffects());
  }, 30_000);
  afterAll(async () => {
    await sshd?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });

  targetContract("postgres", () => makePeople(server, executor), traits);
});
