import { afterAll, beforeAll, describe } from "vitest";
import { storeContract } from "../../contracts/store.ts";
import { can } from "../../servers/programs.ts";
import { type S3Server, startVersitygw } from "../../servers/versitygw.ts";
import { fixtureOf } from "./bucket.ts";

describe.runIf(can("versitygw"))("s3", () => {
  let server: S3Server;
  beforeAll(async () => {
    server = await startVersitygw();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  storeContract("a bucket", async () => fixtureOf(server));
});
