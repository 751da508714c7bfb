import { ListMultipartUploadsCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { s3Store } from "../../../src/adapters/stores/s3.ts";
import type { Effects } from "../../../src/kit/effects.ts";
import { testEffects } from "../../effects.ts";
import type { S3Server } from "../../servers/versitygw.ts";
import { type Inputs, noInputs } from "./inputs.ts";

/** A store in a folder of its own of the server's bucket. */
export function fixtureOf(server: S3Server, inputs: Partial<Inputs> = {}, overrides: Partial<Effects> = {}) {
  folders++;
  const folder = `folder-${folders}`;
  const effects = testEffects(overrides);
  const open = (more: Partial<Inputs> = {}) => {
    const keys = { "s3-access-key-id": server.id, "s3-secret-access-key": server.secret };
    const all = { ...noInputs, "s3-url": `s3://${server.bucket}/${folder}`, "s3-endpoint": server.endpoint, ...keys };
    return s3Store.open({ ...all, ...inputs, ...more }, { effects, application: "shop", environment: "test" });
  };
  return {
    store: open(),
    open,
    folder,
    effects,
    everything: () => everything(server, `${folder}/`),
    [Symbol.asyncDispose]: async () => {},
  };
}
let folders = 0;

/** Objects, and uploads that are not completed. */
async function everything({ client, bucket }: S3Server, Prefix: string): Promise<readonly string[]> {
  const objects = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix }));
  const uploads = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix }));
  return [
    ...(objects.Contents ?? []).map(({ Key = "" }) => Key.slice(Prefix.length)),
    ...(uploads.Uploads ?? []).map(({ Key = "" }) => `upload of ${Key.slice(Prefix.length)}`),
  ];
}
