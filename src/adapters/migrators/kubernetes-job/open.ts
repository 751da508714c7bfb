import { RefusedError } from "../../../kit/errors.ts";
import type { Executor } from "../../../kit/executor.ts";
import type { AdapterContext } from "../../../kit/registry.ts";
import type { Limits } from "../../../stages/ports/migration-target.ts";
import type { ApplyOptions, Migrator } from "../../../stages/ports/migrator.ts";
import type { Inputs } from "./fields.ts";
import { openHistory, renaming, type Said, takesDownFiles } from "./history.ts";
import { checkInputs } from "./inputs.ts";
import { jobRunner } from "./run.ts";

/** Stands for the Job where the tool would be called. */
const inJob = ["kubernetes-job"] as const;

/** The tool's own migrator with a Job in the place of its program. */
export function openKubernetesJob(inputs: Inputs, context: AdapterContext): Migrator {
  const clusterOf = checkInputs(inputs, context.effects);
  const base = context.executor ?? context.effects.exec;
  const run = jobRunner(inputs, clusterOf, context);
  const name = inputs["kubernetes-job-history"];
  const open = (url: string, command: unknown, executor: Executor) =>
    openHistory(name, { ...saidOf(inputs), url, command }, { ...context, executor });
  const inCluster = (limits: Limits): Executor => ({
    ...base,
    run: (words, options) =>
      words[0] === inJob[0] ? run(words.slice(1), limits, options?.signal) : base.run(words, options),
  });
  const place = (folder: string | null): Migrator => {
    const at = (limits: Limits) => {
      const migrator = open(inputs["kubernetes-job-url"], inJob, inCluster(limits));
      return folder === null ? migrator : migrator.from(folder);
    };
    const here = (url: string) => {
      const migrator = open(url, inputs["kubernetes-job-rehearse-with"], base);
      return named(name, folder === null ? migrator : migrator.from(folder));
    };
    return wrap(inputs, at, { from: place, on: here });
  };
  return place(null);
}

function wrap(
  inputs: Inputs,
  at: (limits: Limits) => Migrator,
  { from, on }: { readonly from: (folder: string) => Migrator; readonly on: (url: string) => Migrator },
): Migrator {
  const name = inputs["kubernetes-job-history"];
  const looking = named(name, at({ lock: 0, statement: 0 }));
  const takesTarget = inputs["kubernetes-job-takes-target"] && name === "ef-core";
  const apply = async (options: ApplyOptions) => {
    if (!takesTarget) await refusePart(looking, options);
    await renaming(name, () => at(options.limits).apply(options));
  };
  const canGoBack = takesTarget || (takesDownFiles(name) && inputs["kubernetes-job-down"] !== undefined);
  const { rollBack: _, ...rest } = looking;
  return {
    ...rest,
    tool: "kubernetes-job",
    applies: takesTarget ? "one" : "all",
    apply,
    ...(canGoBack
      ? {
          rollBack: async (migration, options) =>
            renaming(name, () => at(options.limits).rollBack?.(migration, options) ?? Promise.resolve()),
        }
      : {}),
    from,
    on,
  };
}

async function refusePart(migrator: Migrator, { versions }: ApplyOptions): Promise<void> {
  const { pending } = await migrator.state();
  if (versions.length === 0 || versions.length === pending.length) return;
  throw new RefusedError(`the Job applies all ${pending.length} pending migrations or none`, {
    hint: "Apply all of them, keep the later ones out of this release, or let an `ef-core` image take a target (`kubernetes-job-takes-target`).",
  });
}

function saidOf(inputs: Inputs): Omit<Said, "url" | "command"> {
  return {
    migrations: inputs["kubernetes-job-migrations"],
    table: inputs["kubernetes-job-table"],
    folder: inputs["kubernetes-job-folder"],
    script: inputs["kubernetes-job-script"],
    down: inputs["kubernetes-job-down"],
  };
}

function named(name: Inputs["kubernetes-job-history"], migrator: Migrator): Migrator {
  return {
    ...migrator,
    identity: () => renaming(name, () => migrator.identity()),
    state: () => renaming(name, () => migrator.state()),
    preview: (migration) => renaming(name, () => migrator.preview(migration)),
    apply: (options) => renaming(name, () => migrator.apply(options)),
  };
}
