/** A time that comes again, as deploy.yml writes it. */
export interface Occasion {
  /** When it begins: five fields. */
  readonly cron: string;
  /** How long it lasts, milliseconds that really pass. */
  readonly for: number;
  /** The zone of `cron`; UTC without it. */
  readonly "time-zone"?: string | undefined;
  readonly why?: string | undefined;
}

/** Tells when occasions begin and end. Moments are milliseconds since 1970. */
export interface Calendar {
  /** What is wrong with how it is written, or null. The other two are asked only about what is well written. */
  problem(occasion: Occasion): string | null;
  /** The occasion that covers the moment; one that begins before the last has ended makes it longer. The end is no part of it. */
  covering(occasion: Occasion, at: number): { readonly from: number; readonly to: number } | null;
  /** The next beginning after the moment; null when there is none. */
  next(occasion: Occasion, after: number): number | null;
}
