import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readTemplate } from "../../../src/adapters/migrators/kubernetes-job/template.ts";
import { testEffects } from "../../effects.ts";

const job = `
apiVersion: batch/v1
kind: Job
metadata: { name: migrate }
spec:
  template:
    spec:
      containers: [{ name: migrate, image: shop, env: [{ name: WHEN, value: 1:30 }] }]
      volumes: [{ name: key, secret: { secretName: key, defaultMode: 0400 } }]
`;

function read(text: string) {
  const effects = testEffects();
  writeFileSync(join(effects.folder, "job.yaml"), text);
  return readTemplate("job.yaml", { image: undefined, isAnyTag: true }, effects);
}

test("the mode of a Secret in a Job of one's own is octal, as kubectl has it, and a time of day a text", async () => {
  const { volumes, containers } = ((await read(job)) as { spec: { template: { spec: Record<string, unknown> } } }).spec
    .template.spec;
  expect(volumes).toEqual([{ name: "key", secret: { secretName: "key", defaultMode: 256 } }]);
  expect(containers).toMatchObject([{ env: [{ value: "1:30" }] }]);
});

test.each([
  ["two documents", `${job}---\n${job}`, "`job.yaml` is not one YAML document"],
  ["an alias of nothing", `${job}more: *nothing\n`, "nothing before it has the anchor `nothing`"],
  ["another kind", job.replace("kind: Job", "kind: CronJob"), "`job.yaml` is no Job of `batch/v1`"],
])("%s is an input error", async (_, text, what) => {
  await expect(read(text)).rejects.toThrow(what);
});
