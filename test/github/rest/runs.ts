import { fill } from "../description/fill.ts";
import { type Ask, notFound, type Operations, ok, page, type Reply, unprocessable } from "../place.ts";
import type { Environment, Job, Run, State } from "../state.ts";
import { deploymentShape } from "./deployments.ts";
import { reviewerShape } from "./environments.ts";
import { pageOf, repositoryUrl, simpleUser } from "./shapes.ts";

/** Workflow runs, their jobs, and the reviews of their gates. */
export const runOperations: Operations = {
  "actions/get-workflow-run": (ask) => {
    const run = runAt(ask);
    return run === undefined ? notFound() : ok(runShape(ask, run));
  },
  "actions/list-jobs-for-workflow-run": (ask) => {
    const run = runAt(ask);
    if (run === undefined) return notFound();
    const all = ask.state.jobs.filter((job) => job.run === run.id);
    return jobList(ask, ask.query.get("filter") === "all" ? all : newestAttempts(all));
  },
  "actions/list-jobs-for-workflow-run-attempt": (ask) => {
    const run = runAt(ask);
    const attempt = Number(ask.path.attempt_number);
    if (run === undefined || attempt > run.attempt) return notFound();
    return jobList(
      ask,
      ask.state.jobs.filter((job) => job.run === run.id && job.attempt === attempt),
    );
  },
  "actions/get-reviews-for-run": (ask) => {
    const run = runAt(ask);
    if (run === undefined) return notFound();
    const reviews = ask.state.reviews.filter((review) => review.run === run.id);
    return ok(
      reviews.map(({ environments, state, user, comment }) =>
        fill("environment-approvals", {
          ...{ state, comment, user: simpleUser(ask, user) },
          environments: environments.map((name) => environmentFacts(ask, name)),
        }),
      ),
    );
  },
  "actions/get-pending-deployments-for-run": (ask) => {
    const run = runAt(ask);
    if (run === undefined) return notFound();
    return ok(run.waitingFor.map((name) => pendingShape(ask, run, name)));
  },
  "actions/review-pending-deployments-for-run": (ask) => review(ask),
};

function runAt({ state, path }: Ask): Run | undefined {
  return state.runs.find(({ id }) => id === Number(path.run_id));
}

/** The newest attempt of each job: what a re-run of failed jobs did not run again is of an earlier attempt. */
function newestAttempts(jobs: readonly Job[]): readonly Job[] {
  const byName = new Map<string, Job>();
  for (const job of jobs) if ((byName.get(job.name)?.attempt ?? 0) <= job.attempt) byName.set(job.name, job);
  return [...byName.values()];
}

function jobList(ask: Ask, jobs: readonly Job[]): Reply {
  const { items, headers } = page(ask, jobs);
  return ok({ total_count: jobs.length, jobs: items.map((job) => jobShape(ask, job)) }, headers);
}

function environmentAt(state: State, name: string): Environment | undefined {
  return state.environments.find((one) => one.name === name);
}

function environmentFacts(ask: Ask, name: string): Record<string, unknown> {
  const id = environmentAt(ask.state, name)?.id ?? 0;
  return { id, node_id: `EN_${id}`, name, url: `${repositoryUrl(ask)}/environments/${encodeURIComponent(name)}` };
}

function pendingShape(ask: Ask, run: Run, name: string): unknown {
  const environment = environmentAt(ask.state, name);
  const reviewers = environment?.reviewers ?? [];
  return fill("pending-deployment", {
    environment: environmentFacts(ask, name),
    wait_timer: environment?.waitTimer ?? 0,
    wait_timer_started_at: null,
    current_user_can_approve: environment !== undefined && mayReview(ask, run, environment),
    reviewers: reviewers.map((reviewer) => reviewerShape(ask, reviewer)),
  });
}

function mayReview({ state, caller }: Ask, run: Run, environment: Environment): boolean {
  const login = caller.login ?? "";
  if (environment.preventSelfReview && login === run.actor) return false;
  return environment.reviewers.some(
    (name) => name === login || state.teams.some(({ slug, members }) => slug === name && members.includes(login)),
  );
}

function review(ask: Ask): Reply {
  const { state, caller, body } = ask;
  const run = runAt(ask);
  if (run === undefined) return notFound();
  const ids: readonly number[] = body.environment_ids;
  const asked = state.environments.filter(({ id }) => ids.includes(id));
  const waiting = asked.filter(({ name }) => run.waitingFor.includes(name));
  if (waiting.length === 0 || waiting.length < ids.length)
    return unprocessable("There are no pending deployment requests to approve or reject for these environments");
  if (!waiting.every((environment) => mayReview(ask, run, environment)))
    return unprocessable(`User ${caller.login} cannot approve or reject these pending deployments`);
  const names = waiting.map(({ name }) => name);
  state.reviews.push({
    ...{ run: run.id, environments: names, state: body.state },
    ...{ user: caller.login ?? "", comment: body.comment },
  });
  run.waitingFor = run.waitingFor.filter((name) => !names.includes(name));
  return ok(
    names.map((environment) =>
      deploymentShape(ask, {
        ...{ id: ask.id(), sha: run.sha, ref: run.branch, task: "deploy", environment, description: "", payload: {} },
        ...{ isTransient: false, isProduction: false, creator: run.actor, createdAt: ask.now(), statuses: [] },
      }),
    ),
  );
}

function runShape(ask: Ask, run: Run): unknown {
  return fill("workflow-run", {
    ...{ id: run.id, node_id: `WFR_${run.id}`, name: run.name, display_title: run.name, run_number: run.id },
    ...{ run_attempt: run.attempt, status: run.status, conclusion: run.conclusion, event: run.event, path: run.path },
    ...{
      head_branch: run.branch,
      head_sha: run.sha,
      workflow_id: 1,
      url: `${repositoryUrl(ask)}/actions/runs/${run.id}`,
    },
    html_url: `${pageOf(ask)}/actions/runs/${run.id}`,
    actor: simpleUser(ask, run.actor),
    triggering_actor: simpleUser(ask, run.actor),
    ...{ created_at: run.createdAt, updated_at: run.createdAt, run_started_at: run.createdAt },
  });
}

function jobShape(ask: Ask, job: Job): unknown {
  const run = ask.state.runs.find(({ id }) => id === job.run);
  return fill("job", {
    ...{ id: job.id, node_id: `CR_${job.id}`, run_id: job.run, run_attempt: job.attempt, name: job.name },
    ...{ status: job.status, conclusion: job.conclusion, head_sha: run?.sha ?? "", head_branch: run?.branch ?? null },
    ...{ workflow_name: run?.name ?? null, started_at: job.startedAt, completed_at: job.completedAt },
    created_at: job.startedAt,
    html_url: `${pageOf(ask)}/actions/runs/${job.run}/job/${job.id}`,
  });
}
