import { InputError } from "../../kit/errors.ts";
import type { GitHub, JobFact } from "../../stages/ports/github.ts";
import type { Client } from "./client.ts";
import type { Ask } from "./errors.ts";
import { runId } from "./segments.ts";

const permissions = ["actions: read"] as const;

/** A run with more jobs than this has a matrix of matrices; its first thousand are enough. */
const mostPages = 10;

export function runsOf(client: Client): Pick<GitHub, "reviews" | "jobs" | "runState"> {
  return {
    async reviews(run) {
      const found = await client.rest(asking("reviews", run), ({ actions }, here) =>
        actions.getReviewsForRun({ ...here, run_id: runId(run) }),
      );
      return found.map(({ environments, state, user, comment }) => ({
        environments: environments.flatMap(({ name }) => name ?? []),
        state,
        user: user?.login ?? "ghost",
        comment,
      }));
    },
    async jobs(run) {
      const found: JobFact[] = [];
      for (let page = 1; page <= mostPages; page++) {
        const part = await readJobs(client, run, page);
        found.push(...part.facts);
        if (part.facts.length === 0 || found.length >= part.total) break;
      }
      return found;
    },
    async runState(run) {
      try {
        const { status } = await client.rest(asking("state", run), ({ actions }, here) =>
          actions.getWorkflowRun({ ...here, run_id: runId(run) }),
        );
        return status === "completed" ? "ended" : "running";
      } catch (error) {
        if (error instanceof InputError && error.cause !== undefined) return "unknown";
        throw error;
      }
    },
  };
}

async function readJobs(
  client: Client,
  run: string,
  page: number,
): Promise<{ total: number; facts: readonly JobFact[] }> {
  const { total_count, jobs } = await client.rest(asking("jobs", run), ({ actions }, here) =>
    actions.listJobsForWorkflowRun({ ...here, run_id: runId(run), filter: "latest", per_page: 100, page }),
  );
  const facts = jobs.map((job) => ({
    id: job.id,
    name: job.name,
    attempt: job.run_attempt ?? 1,
    status: job.status,
    conclusion: job.conclusion,
    endedAt: job.completed_at,
  }));
  return { total: total_count, facts };
}

function asking(what: string, run: string): Ask {
  return { deed: `read the ${what} of run ${runId(run)}`, named: `run ${run}`, permissions };
}
