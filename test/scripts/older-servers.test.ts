import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { inOlderWords } from "../../scripts/release-tree/transform.ts";

const head = "on: workflow_call\njobs:\n  act:\n    runs-on: x\n";
const older = (text: string) => inOlderWords(text, { name: "org/deploy-actions", ref: "v1", file: "deploy.yml" });
const actOf = (text: string) => (parse(older(text)) as { jobs: { act: Record<string, unknown> } }).jobs.act;

describe("a twin for older servers", () => {
  test("keeps the comment at the top once and says what it was made from", () => {
    const twin = older(`# First.\n# Second.\n${head}    steps: []\n`);
    expect(twin).toMatch(/^# First\.\n# Second\.\n# Made from deploy\.yml /);
    expect(twin.match(/First/g)).toHaveLength(1);
  });

  test("names the published repository where `$/` stood, and twins of workflows", () => {
    expect(actOf(`${head}    steps: [{ uses: $/actions/plan }, { uses: a/b@v1 }]\n`).steps).toEqual([
      { uses: "org/deploy-actions/actions/plan@v1" },
      { uses: "a/b@v1" },
    ]);
    const calling = "on: workflow_call\njobs: { act: { uses: $/.github/workflows/rollback.yml } }\n";
    expect(actOf(calling).uses).toBe("org/deploy-actions/.github/workflows/rollback-ghes.yml@v1");
  });

  test("writes anchors out, also those inside of others, and keeps which version a commit is", () => {
    const steps =
      "    env: &env { A: 1 }\n    steps:\n      - &one\n        uses: a/b@c # v7\n        env: *env\n      - *one\n";
    expect(actOf(head + steps).steps).toEqual([
      { uses: "a/b@c", env: { A: 1 } },
      { uses: "a/b@c", env: { A: 1 } },
    ]);
    expect(older(head + steps).match(/a\/b@c # v7/g)).toHaveLength(2);
    expect(older(head + steps)).not.toMatch(/[&*](env|one)/);
  });

  test.each([
    ["{ name: a, deployment: false }", "a"],
    ["{ name: a, deployment: true }", "a"],
    ["{ name: a, url: b, deployment: false }", { name: "a", url: "b" }],
    ["{ name: a, url: b }", { name: "a", url: "b" }],
    ["a", "a"],
  ])("says environment %s in older words", (environment, said) => {
    expect(actOf(`${head}    environment: ${environment}\n`).environment).toEqual(said);
  });

  test.each([
    [
      "    env: { A: '${{ job.workflow_sha }}' }",
      "`jobs.act.env.A`: `job.workflow_sha`: the job does not know it there",
    ],
    ["    if: case(true, 1, 2)", "`jobs.act.if`: `case()`: there is no such function there"],
    [
      "    concurrency: { group: a, queue: max }",
      "`jobs.act.concurrency.queue`: a group holds one run that waits there",
    ],
    ["    permissions: { artifact-metadata: write }", "`jobs.act.permissions.artifact-metadata`"],
    ["    steps: [{ run: a, background: true }]", "`jobs.act.steps.0.background`"],
    ["    environment: { name: a, deployment: '${{ inputs.b }}' }", "`deployment` has to be true or false"],
    ["    steps: [{ uses: ./actions/plan }]", "the caller's checkout"],
    ["    steps: [{ uses: $/actions/plan@v1 }]", "names a ref"],
    ["    env: { <<: { A: 1 } }", "merge keys"],
    ["    env: *nothing", "nothing"],
  ])("does not exist for %s", (line, told) => {
    expect(() => older(`${head}${line}\n`)).toThrow(told);
  });

  test("does not exist for a schedule in a time zone", () => {
    const schedule = "on: { schedule: [{ cron: '0 1 * * *', timezone: Europe/Paris }] }\njobs: {}\n";
    expect(() => older(schedule)).toThrow("`on.schedule.0.timezone`: schedules are in UTC there");
  });

  test("takes words of a text for text", () => {
    const harmless = "    env: { A: 'use case (old), job.workflow_sha', B: \"${{ 'case(' }}\" }\n";
    expect(actOf(head + harmless).env).toMatchObject({ A: "use case (old), job.workflow_sha" });
  });

  test("does not exist for several reasons at once, all of them told", () => {
    const bad = `${head}    if: case(true, 1, 2)\n    steps: [{ uses: ./a }]\n`;
    expect(() => older(bad)).toThrow(/deploy\.yml has no twin for older servers:\n- .*checkout\n- .*case/);
  });
});
