import type { Outcome } from "../kit/action.ts";
import { ActionError, ServiceError } from "../kit/errors.ts";
import { openDeployment, sectionsFor } from "./deployment.ts";
import { dumpSteps } from "./sections/backup.ts";
import type { DeployTask } from "./task.ts";

/** Removes the restored copies that a backup of this job has kept. Runs at the end of the job, whatever has happened. */
export async function removeCopies(task: DeployTask, state: Readonly<Record<string, string>>): Promise<Outcome> {
  const kept = JSON.parse(state.copies ?? "[]") as readonly (readonly [string, string])[];
  if (kept.length === 0) return { outputs: {} };
  const deployment = await openDeployment(task);
  const steps = dumpSteps(sectionsFor(deployment, deployment.release.commit));
  const failures: ActionError[] = [];
  const left: string[] = [];
  for (const [item, name] of kept) {
    try {
      const step = steps.find((candidate) => candidate.item === item);
      if (step === undefined) throw new ServiceError(`no item \`${item}\` is configured any more`);
      const scratch = await step.database.port.reopenScratch(name);
      await scratch[Symbol.asyncDispose]();
      task.effects.log.info(`Remove the copy ${name} of ${item}`);
    } catch (error) {
      if (!(error instanceof ActionError)) throw error;
      failures.push(error);
      left.push(`\`${name}\``);
    }
  }
  if (failures.length === 0) return { outputs: {} };
  const told = failures.map(({ message }) => message).join("; ");
  const failure = new ServiceError(`${failures.length} of ${kept.length} copies could not be removed: ${told}`, {
    hint: `Look whether they are still there, and remove them by hand: ${left.join(", ")}.`,
  });
  return { outputs: {}, failure };
}
