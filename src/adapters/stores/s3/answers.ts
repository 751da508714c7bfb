/** What is wrong, after the name of the place, and what to do. */
export interface Cause {
  readonly what: string;
  readonly hint: string;
}

/** Errors that a store tells by name. */
export const answers: readonly (readonly [RegExp, Cause])[] = [
  [
    /^(RequestTimeTooSkewed|RequestExpired)$/,
    { what: "finds that the clock of this machine is wrong", hint: "Set the clock of this machine (`timedatectl`)." },
  ],
  [
    /^(InvalidAccessKeyId|SignatureDoesNotMatch|XAdminUserNotFound|InvalidClientTokenId)$/,
    {
      what: "does not know these keys",
      hint: "Check `s3-access-key-id` and `s3-secret-access-key`; a temporary key needs `s3-session-token` too.",
    },
  ],
  [
    /^(ExpiredToken|TokenRefreshRequired|InvalidToken)$/,
    {
      what: "says that the temporary keys have expired",
      hint: "Fetch new ones; the session has to last longer than the backup.",
    },
  ],
  [/^NoSuchBucket$/, { what: "has no such bucket", hint: "Make the bucket, or correct `s3-url`." }],
  [
    /^(PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException|301)$/,
    { what: "lies in another region", hint: "Set `s3-region` to the region of the bucket." },
  ],
  [
    /^(BadDigest|XAmzContent(SHA256Mismatch|ChecksumMismatch)|InvalidDigest)$/,
    { what: "received other bytes than were sent", hint: "Look for a proxy in between; make the backup again." },
  ],
  [
    /^(QuotaExceeded|XMinioStorageFull|InsufficientStorage|InsufficientCapacity|507)$/,
    { what: "is full", hint: "Free space there, or raise the quota." },
  ],
  [
    /^(NotImplemented|InvalidStorageClass|InvalidRequest)$/,
    {
      what: "does not understand the request",
      hint: "It has to take multipart uploads with SHA-256 checksums, and what `s3-storage-class` and `s3-object-lock-days` ask for.",
    },
  ],
];
