/** What answers 503 with Retry-After in the place of the application, except where its health is asked for. */
export interface Maintenance {
  /** Paths that are served all the while: `/health`. */
  readonly exempt: readonly string[];
  /** Throws a ServiceError where it cannot be read, or is somebody else's. */
  state(): Promise<{ readonly on: boolean }>;
  /** Safe to repeat. What cannot be turned on is put back as it was. */
  enter(retryAfterSeconds: number): Promise<void>;
  /** Safe to repeat. */
  leave(): Promise<void>;
  /** `unknown` where only an answer from outside could tell. */
  verify(on: boolean): Promise<"in-effect" | "not-yet" | "unknown">;
}
