import { code, prose } from "../core/markdown.ts";
import type { Moment } from "../core/moments.ts";
import { ActionError } from "../kit/errors.ts";
import type { Deployment } from "./deployment.ts";
import type { SectionContext } from "./sections/context.ts";
import { tellPeople } from "./telling.ts";

/** What one look has seen and done, gathered as it goes. */
export interface Looked {
  /** A line for operator and summary. */
  see(line: string): void;
  /** A duty that was done, for the output. */
  did(duty: string): void;
  readonly hasDone: boolean;
  readonly duties: readonly string[];
  /** Tells people of a moment; null: of what the journal says has come. True where somebody was told now. */
  tell(deployment: Deployment, sections: SectionContext, moment: Moment | null): Promise<boolean>;
  /** What was not delivered although it is required. */
  readonly undelivered: ActionError | null;
  render(application: string, environment: string): string;
}

/** Begins a look. */
export function beginLook({ task }: Deployment): Looked {
  const { effects } = task;
  const lines: string[] = [];
  const duties: string[] = [];
  let undelivered: ActionError | null = null;
  return {
    see(line) {
      effects.log.info(`See: ${line}`);
      lines.push(effects.redact(line));
    },
    did: (duty) => void duties.push(duty),
    get hasDone() {
      return duties.length > 0;
    },
    duties,
    async tell(deployment, sections, moment) {
      try {
        const { notices, failure } = await tellPeople(deployment, sections, moment);
        undelivered ??= failure;
        return notices.some(({ result }) => result === "told" || result === "withdrawn");
      } catch (error) {
        effects.signal.throwIfAborted();
        if (!(error instanceof ActionError)) throw error;
        // What people are told must not decide what becomes of a release.
        effects.log.warn(`Nobody was told: ${error.message}`);
        undelivered ??= error;
        return false;
      }
    },
    get undelivered() {
      return undelivered;
    },
    render(application, environment) {
      const done = duties.length === 0 ? "Nothing had to be done." : `Done: ${duties.map(code).join(", ")}.`;
      const seen = lines.map((line) => `- ${prose(line)}`);
      return [`## Watch over ${code(application)} in ${code(environment)}`, "", done, "", ...seen, ""].join("\n");
    },
  };
}
