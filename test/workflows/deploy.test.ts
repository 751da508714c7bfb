import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { render } from "./expressions.ts";
import { complaints, read } from "./language.ts";
import { play, type Story } from "./simulated-run.ts";

const folder = ".github/workflows";
const workflows = readdirSync(new URL(`../../${folder}`, import.meta.url)).map((name) => `${folder}/${name}`);
const text = read(`${folder}/deploy.yml`);

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly id?: string;
}
interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: { readonly name: string; readonly deployment: boolean };
  readonly concurrency?: unknown;
  readonly env?: unknown;
  readonly "timeout-minutes"?: number;
  /** None where the job calls another workflow. */
  readonly steps?: readonly Step[];
}
interface Workflow {
  readonly permissions?: unknown;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

describe.each(workflows)("%s", (path) => {
  const workflow = parse(read(path)) as Workflow;
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, job]) => job.steps ?? []);

  test("is what GitHub's own language service accepts", async () => {
    expect(await complaints(read(path))).toEqual([]);
  });

  test("pins every action of somebody else to a commit and says which version that is", () => {
    const lines = read(path)
      .split("\n")
      .filter((line) => /^\s*(-\s+)?(\{\s*)?uses:/.test(line) && !line.includes("uses: $/"));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((line) => !/uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  test("puts nothing from outside into a script", () => {
    expect(steps.filter(({ run }) => run?.includes("${{"))).toEqual([]);
  });

  test("names the permissions of each job, and none for all", () => {
    expect(workflow.permissions).toEqual({});
    expect(jobs.filter(([, job]) => job.permissions === undefined)).toEqual([]);
  });

  test("ends every job some day", () => {
    expect(jobs.filter(([, job]) => job.steps !== undefined && job["timeout-minutes"] === undefined)).toEqual([]);
  });

  test("reads only outputs that its steps' actions declare", () => {
    const asked = jobs.flatMap(([name, job]) => {
      const found = [...JSON.stringify(job).matchAll(/steps\.([\w-]+)\.outputs\.([\w-]+)/g)];
      return found.map(([, id = "", output = ""]) => ({ name, job, id, output }));
    });
    expect(asked.length).toBeGreaterThan(0);
    for (const { name, job, id, output } of asked) {
      const action = job.steps?.find((step) => step.id === id)?.uses?.replace("$/", "");
      const manifest = parse(read(`${action}/action.yml`)) as { outputs: object };
      expect(Object.keys(manifest.outputs), `${name}: steps.${id}`).toContain(output);
    }
  });
});

describe("the language service finds", () => {
  test.each([
    ["a misspelt input", "env-allow: ${{ inputs.env-allow }}", "env-alow: x", "Invalid action input 'env-alow'"],
    ["an action that is not there", "$/actions/plan", "$/actions/plam", "Unable to resolve action `$/actions/plam`"],
    ["a misspelt job", "jobs.act.outputs.release", "jobs.atc.outputs.release", "Context access might be invalid: atc"],
    ["a job that is not there", "sign-off-2, gate]", "sign-off-2, gates]", "gates"],
    ["a permission that does not exist", "{ contents: read,", "{ contents: reed,", "reed"],
    ["an unknown key", "timeout-minutes: 5", "timeout: 5", "timeout"],
    ["a word for a boolean", "deployment: false", "deployment: never", "deployment"],
  ])("%s", async (_, right, wrong, message) => {
    expect(text).toContain(right);
    expect((await complaints(text.replace(right, wrong))).join("\n")).toContain(message);
  });
});

describe("deploy.yml", () => {
  const { jobs, ...workflow } = parse(text) as Workflow;

  test("approves where no secret is, and acts where nobody has to approve", () => {
    expect(jobs.gate).toMatchObject({ permissions: {}, environment: { name: "${{ inputs.environment }}-approve" } });
    expect(JSON.stringify(jobs.gate)).not.toMatch(/secrets|uses/);
    for (const name of ["plan", "act"]) expect(jobs[name]?.environment?.name).toBe("${{ inputs.environment }}");
  });

  test("opens nothing where GitHub has dropped the plan's digest: an empty one would ask for no plan at all", () => {
    const [, given = ""] = /approved-digest: (.*?)(?: #.*)?\n/.exec(text) ?? [];
    const withDigest = (digest: string) => render(given, { needs: { plan: { outputs: { digest } } } });
    expect(withDigest("ab12")).toBe("ab12");
    expect(withDigest("")).not.toBe("");
  });

  test("makes no deployment of GitHub's own, which would stand beside the journal", () => {
    const named = Object.values(jobs).filter(({ environment }) => environment !== undefined);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter(({ environment }) => environment?.deployment !== false)).toEqual([]);
  });

  test("gives every job what it needs and nothing more: a gate has nothing, only those who tell may write on pull requests", () => {
    const acting = { contents: "write", actions: "read", deployments: "write", "id-token": "write" };
    const telling = { contents: "write", "pull-requests": "write" };
    const permissions = Object.fromEntries(Object.entries(jobs).map(([name, job]) => [name, job.permissions]));
    expect(permissions).toEqual({
      plan: {
        contents: "read",
        actions: "read",
        checks: "read",
        deployments: "read",
        statuses: "read",
        "id-token": "write",
      },
      announce: telling,
      "sign-off-1": {},
      "sign-off-2": {},
      gate: {},
      started: telling,
      act: acting,
      "ramp-1-gate": {},
      "ramp-1": acting,
      "ramp-2-gate": {},
      "ramp-2": acting,
      "ramp-3-gate": {},
      "ramp-3": acting,
      finish: acting,
      guard: acting,
      report: telling,
    });
  });

  test("queues nowhere: a rollback would wait behind what it has to stop", () => {
    expect([workflow, ...Object.values(jobs)].filter((part) => part.concurrency !== undefined)).toEqual([]);
  });

  test("gives secrets to the actions alone, not to the checkout", () => {
    expect(Object.values(jobs).filter((job) => job.env !== undefined)).toEqual([]);
    const checkouts = Object.values(jobs).flatMap(({ steps = [] }) =>
      steps.filter(({ uses }) => uses?.includes("checkout")),
    );
    expect(checkouts.length).toBe(10);
    for (const step of checkouts) expect(step).toMatchObject({ with: { "persist-credentials": false } });
    expect(checkouts.filter((step) => "env" in step)).toEqual([]);
  });
});

const stages = ["backup", "migrate", "deploy-slot", "smoke-test", "traffic-shift"];
const begun = ["plan/plan", "announce/report", "started/report"];
const upTo = (stage: string) => [...begun, ...stages.slice(0, stages.indexOf(stage) + 1).map((name) => `act/${name}`)];
const done = [...upTo("traffic-shift"), "finish/continue"];
const told = "report/report";

describe("a run of deploy.yml", () => {
  const cases: readonly [string, Story, readonly string[], string][] = [
    ["in which all goes well", {}, [...done, told], "success"],
    ["that the plan refuses", { steps: { plan: "refused" } }, ["plan/plan", told], "refused"],
    ["whose plan fails", { steps: { plan: "failure" } }, ["plan/plan", told], "failure"],
    ["whose plan is killed", { steps: { plan: "killed" } }, ["plan/plan", told], "cancelled"],
    ["whose plan never gets a runner", { jobs: { plan: "lost" } }, [told], "failure"],
    ["that the approver rejects", { jobs: { gate: "rejected" } }, ["plan/plan", "announce/report", told], "refused"],
    [
      "that is cancelled while it waits for the approver",
      { jobs: { gate: "cancelled" } },
      ["plan/plan", "announce/report", told],
      "cancelled",
    ],
    ["whose acting job loses its runner", { jobs: { act: "lost" } }, [...begun, "guard/rollback", told], "failure"],
    [
      "that is cancelled before it acts",
      { jobs: { act: "cancelled" } },
      [...begun, "guard/rollback", told],
      "cancelled",
    ],
    ...stages.flatMap((stage): [string, Story, readonly string[], string][] => [
      [`whose ${stage} fails`, { steps: { [stage]: "failure" } }, [...upTo(stage), "act/rollback", told], "failure"],
      [`whose ${stage} is refused`, { steps: { [stage]: "refused" } }, [...upTo(stage), told], "refused"],
      [
        `cancelled in ${stage}`,
        { steps: { [stage]: "cancelled" } },
        [...upTo(stage), "act/rollback", told],
        "cancelled",
      ],
      [
        `killed in ${stage}, and its rollback with it`,
        { steps: { [stage]: "killed", "act/rollback": "killed" } },
        [...upTo(stage), "act/rollback", "guard/rollback", told],
        "cancelled",
      ],
    ]),
    [
      "whose checkout fails in the acting job",
      { steps: { "act/checkout": "failure" } },
      [...begun, "guard/rollback", told],
      "failure",
    ],
    ["whose first checkout fails", { steps: { "plan/checkout": "failure" } }, [told], "failure"],
    [
      "cancelled between two stages",
      { steps: { migrate: "cancelled after" } },
      [...upTo("migrate"), "act/rollback", told],
      "cancelled",
    ],
    [
      "whose rollback fails too",
      { steps: { "smoke-test": "failure", "act/rollback": "failure" } },
      [...upTo("smoke-test"), "act/rollback", "guard/rollback", told],
      "failure",
    ],
    [
      "cancelled once the release is good",
      { steps: { continue: "cancelled after" } },
      [...done, "finish/rollback", told],
      "success",
    ],
    [
      "whose gate at 50 % is rejected",
      { jobs: { "ramp-1-gate": "rejected" }, inputs: { ramp: "10, 50, 100" } },
      [...upTo("traffic-shift"), "guard/rollback", told],
      "refused",
    ],
    [
      "whose gate at 50 % is rejected, where a person decides what follows",
      { jobs: { "ramp-1-gate": "rejected" }, inputs: { ramp: "10, 50, 100", "on-gate-rejected": "hold" } },
      [...upTo("traffic-shift"), told],
      "refused",
    ],
    [
      "with two further steps",
      { inputs: { ramp: "10, 50, 100" } },
      [...upTo("traffic-shift"), "ramp-1/continue", "ramp-2/continue", "finish/continue", told],
      "success",
    ],
    [
      "that needs nobody's approval and goes further all the same",
      { inputs: { approval: false, ramp: "10, 100" } },
      [...upTo("traffic-shift"), "ramp-1/continue", "finish/continue", told],
      "success",
    ],
  ];

  test.each(cases)("%s", (_, story, ran, outcome) => {
    const ending = play(text, story);
    expect(ending.ran).toEqual(ran);
    expect(ending.outputs.outcome).toBe(outcome);
  });

  test("that fails tells which commit it was about", () => {
    expect(play(text, { steps: { "smoke-test": "failure" } }).outputs.release).toBe("c".repeat(40));
  });

  test.each<[string, string, Story]>([
    ["a held release", " && !contains(steps.*.outputs.outcome, 'refused')", { steps: { "traffic-shift": "refused" } }],
    ["another run's release", " && steps.first.outcome != 'skipped'", { steps: { "act/checkout": "failure" } }],
  ])("leaves %s alone by its condition only", (_, condition, story) => {
    expect(play(text, story).ran).not.toContain("act/rollback");
    expect(text).toContain(condition);
    expect(play(text.replace(condition, ""), story).ran).toContain("act/rollback");
  });
});
