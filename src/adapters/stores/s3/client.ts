import type { S3Client } from "@aws-sdk/client-s3";

/** The SDK and a client of it: loaded by the first request, so that steps without a bucket do not pay for it. */
export interface Loaded {
  readonly sdk: typeof import("@aws-sdk/client-s3");
  readonly client: S3Client;
}

export interface ClientOptions {
  readonly endpoint: string | undefined;
  /** Where it is absent, the SDK's own settings decide. */
  readonly region: string | undefined;
  readonly isPathStyle: boolean;
  /** Where they are absent, the SDK's own chain finds them (environment, OIDC, instance role). */
  readonly keys: { readonly id: string; readonly secret: string; readonly session: string | undefined } | undefined;
}

/** Loads the SDK once. */
export function lazyClient(options: ClientOptions): () => Promise<Loaded> {
  let loading: Promise<Loaded> | undefined;
  return () => {
    loading ??= import("@aws-sdk/client-s3").then((sdk) => ({ sdk, client: makeClient(sdk, options) }));
    return loading;
  };
}

function makeClient(sdk: Loaded["sdk"], { endpoint, region, isPathStyle, keys }: ClientOptions): S3Client {
  return new sdk.S3Client({
    forcePathStyle: isPathStyle,
    maxAttempts: 5,
    // Checksums are made here and handed over; other stores than Amazon's do not take the SDK's own form of them.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    // A store that is silent for five minutes is gone; a slow one takes as long as it takes.
    requestHandler: { connectionTimeout: 10_000, socketTimeout: 300_000 },
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    ...(keys === undefined ? {} : { credentials: credentialsOf(keys) }),
  });
}

function credentialsOf({ id, secret, session }: NonNullable<ClientOptions["keys"]>) {
  const keys = { accessKeyId: id, secretAccessKey: secret };
  return session === undefined ? keys : { ...keys, sessionToken: session };
}
