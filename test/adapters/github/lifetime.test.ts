import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { testEffects } from "../../effects.ts";
import { openWorld } from "./world.ts";

const program = join(import.meta.dirname, "ask-once.ts");

test("a process that has asked GitHub ends at once: neither a timer nor a connection keeps it", async () => {
  const { fake } = await openWorld();
  fake.fail({ operation: "repos/get", kind: "server-error" });
  fake.fail({ operation: "graphql", kind: "secondary-limit", seconds: 1 });
  const env = { ...fake.env, GITHUB_REPOSITORY: "acme/shop" };
  const { stdout } = await testEffects().exec.run([process.execPath, program], { env, timeout: 20_000 });
  const { calls, ended } = JSON.parse(stdout);
  expect(calls).toBe(7);
  expect(Date.now() - ended).toBeLessThan(1000);
});

test("opening GitHub loads none of the packages that it asks with", async () => {
  const address = join(import.meta.dirname, "../../../src/adapters/github/open.ts");
  const code = `
    const { registerHooks } = await import("node:module");
    const loaded = [];
    registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
    const { openGitHub } = await import(${JSON.stringify(address)});
    const effects = { env: () => undefined, mask() {} };
    const github = await openGitHub({ effects, token: "t", repository: "a/b" });
    process.stdout.write(JSON.stringify({ repository: github.repository, loaded }));
  `;
  const { stdout } = await testEffects().exec.run([process.execPath, "--input-type=module", "--eval", code]);
  const { repository, loaded } = JSON.parse(stdout);
  expect(repository).toBe("a/b");
  expect(loaded.some((url: string) => url.endsWith("/open.ts"))).toBe(true);
  expect(loaded.filter((url: string) => url.includes("node_modules"))).toEqual([]);
});
