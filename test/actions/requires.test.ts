import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Plan } from "../../src/core/plan.ts";
import { RefusedError } from "../../src/kit/errors.ts";
import { quietPort } from "../adapters/quiet-port.ts";
import { openQuickstart, type Quickstart } from "./quickstart.ts";

let quickstart: Quickstart;
beforeAll(async () => {
  quickstart = await openQuickstart();
});
beforeEach(() => quickstart.reset());
afterAll(() => quickstart.close());

const planted = "pl4nted-s3cret";

test("what a release needs is looked at in the plan and again before it begins, told at once, and nothing was touched", async () => {
  const port = await quietPort();
  const dotenv = `${quickstart.world.folder}/shop.env`;
  writeFileSync(dotenv, `APP_KEY=${planted}\nAPP_DEBUG=true\n`);
  quickstart.env.API_KEY = planted;
  quickstart.configure((file) => {
    file.plan = {
      requires: {
        environment: [{ files: [dotenv], format: { APP_KEY: "base64:32" }, forbidden: ["APP_DEBUG=true"] }],
        http: [{ get: `http://127.0.0.1:${port}/rest/v1/`, headers: { apikey: "$API_KEY" } }],
        tcp: [`127.0.0.1:${port}`],
      },
    };
  });
  const before = quickstart.traces();
  const planned = await quickstart.run("plan");
  const { obstacles } = JSON.parse(planned.outputs.plan ?? "") as Plan;
  expect(obstacles.map(({ where }) => where)).toEqual([
    `environment \`${dotenv}\``,
    `http http://127.0.0.1:${port}/rest/v1/`,
    `tcp 127.0.0.1:${port}`,
  ]);
  const deployed = await quickstart.run("deploy");
  expect(deployed.failure).toBeInstanceOf(RefusedError);
  for (const { where } of obstacles) expect(deployed.failure?.message).toContain(where);
  expect(JSON.stringify([planned, deployed, deployed.failure?.message])).not.toContain(planted);
  expect(quickstart.traces()).toEqual(before);
});

test("what is written wrongly is an input error that names its key", async () => {
  quickstart.configure((file) => {
    file.plan = { requires: { environment: [{ required: ["A"] }], images: ["Not An Image"] } };
  });
  const { failure } = await quickstart.run("plan");
  expect(failure?.code).toBe("invalid_input");
  expect(failure?.message).toContain("must have exactly one of files, process, secret, config-map");
});
