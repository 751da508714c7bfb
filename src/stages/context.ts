import type { AdapterRecord } from "../core/journal.ts";
import type { Effects } from "../kit/effects.ts";
import type { Words } from "../kit/executor.ts";
import type { Publisher } from "./publish-deployment.ts";
import type { Session } from "./session.ts";

/** What every stage works with. */
export interface Context {
  readonly effects: Effects;
  readonly session: Session;
  readonly application: string;
  readonly environment: string;
  /** Whoever tells GitHub how the release stands. */
  readonly publisher?: Publisher;
  /** What a run outside of any release is about. */
  readonly commit?: string;
}

/** A port that was opened, with what the journal has to know to open it again. */
export interface Opened<Port> {
  readonly port: Port;
  readonly record: AdapterRecord;
}

/** Commands of the user around a stage. */
export interface Hooks {
  readonly before: readonly Words[];
  readonly after: readonly Words[];
  /** Milliseconds that the stage and its commands may take together. */
  readonly timeLimit?: number;
}

/** The open release; a stage is never run without one. */
export function openRelease(session: Session) {
  const { open } = session.state;
  if (open === null) throw new Error("no release is open");
  return open;
}
