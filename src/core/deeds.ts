/** Everything that the journal can tell of. */
export const deeds = [
  "open",
  "backup",
  "prune",
  "drill",
  "restore",
  "migrate",
  "prepare",
  "start",
  "check",
  "set-weight",
  "verdict",
  "promote",
  "stop",
  "roll-back",
  "mark-good",
  "mark-bad",
  "command",
  "take-lease",
  "renew",
  "release-lease",
  "abort-requested",
  "approve",
  "sign-off",
  "override",
  "publish",
  "notify",
  "watch",
  "follow-up",
  "close",
] as const;
export type Deed = (typeof deeds)[number];

/** What may be written without the lease: it tells people something and changes neither release, nor traffic, nor database. */
export const freeDeeds: readonly Deed[] = ["publish", "notify", "follow-up", "drill"];
