import type { s3Store } from "../../../src/adapters/stores/s3.ts";

/** What a bucket is opened with. */
export type Inputs = Parameters<typeof s3Store.open>[0];

/** Inputs of a store that is asked for nothing. */
export const noInputs: Inputs = {
  "s3-url": "s3://backups/shop",
  "s3-endpoint": undefined,
  "s3-region": undefined,
  "s3-access-key-id": undefined,
  "s3-secret-access-key": undefined,
  "s3-session-token": undefined,
  "s3-path-style": undefined,
  "s3-part-size": 16,
  "s3-storage-class": undefined,
  "s3-object-lock-days": undefined,
};
