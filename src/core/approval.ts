/** A gate's yes, copied from GitHub, which may forget it. */
export interface Approval {
  /** The environment that asked. */
  readonly gate: string;
  /** The workflow run that it was given in. */
  readonly run: string;
  readonly user: string;
  readonly comment: string;
  /** When the gate's job ended, ISO 8601: GitHub tells no time of the review itself. */
  readonly at: string;
}
