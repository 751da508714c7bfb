/** Everything that the journal can tell of. */
export const deeds = [
  "open",
  "backup",
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
  "close",
] as const;
export type Deed = (typeof deeds)[number];
