import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import process from "node:process";
import { expect, onTestFinished, test } from "vitest";
import { addSlowOrigin } from "../../scripts/bench/slow-origin.ts";
import { callWitness, countRequests } from "../../scripts/bench/witness.ts";
import { temporaryFolder } from "../effects.ts";

async function door(slot: string | null, status: number): Promise<string> {
  const server = createServer((incoming, response) => {
    response.writeHead(status, slot === null ? {} : { "x-slot": slot }).end(`${incoming.method} ${incoming.url}`);
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("the witness passes questions and answers on and writes down who answered what", async () => {
  await using witness = await callWitness(await door("green", 503));
  const before = Date.now();
  const answer = await fetch(`${witness.url}/api/tickets?all=1`, { method: "POST", body: "text" });
  expect({ status: answer.status, slot: answer.headers.get("x-slot"), text: await answer.text() }).toEqual({
    status: 503,
    slot: "green",
    text: "POST /api/tickets?all=1",
  });
  expect(witness.observations).toEqual([{ at: expect.any(Number), status: 503, slot: "green" }]);
  expect(witness.observations[0]?.at).toBeGreaterThanOrEqual(before);
});

test("the witness never answers in the place of a door that is shut", async () => {
  await using witness = await callWitness("http://127.0.0.1:1");
  await expect(fetch(witness.url)).rejects.toThrow("fetch failed");
  expect(witness.observations).toEqual([]);
});

test("whoever asks GitHub's stand-in is counted and learns nothing", async () => {
  await using api = await countRequests();
  expect(api.count()).toBe(0);
  expect((await fetch(`${api.url}/repos`)).status).toBe(500);
  expect(api.count()).toBe(1);
});

test("a push to the slow remote takes its second, and only while it is slow", async () => {
  await using folder = await temporaryFolder();
  const { PATH = "" } = process.env;
  const person = { GIT_AUTHOR_NAME: "a", GIT_AUTHOR_EMAIL: "a@b", GIT_COMMITTER_NAME: "a", GIT_COMMITTER_EMAIL: "a@b" };
  const environment = { PATH, HOME: folder.path, ...person };
  const repository = `${folder.path}/repository`;
  const git = (...words: string[]) => execFileSync("git", words, { env: environment, stdio: "pipe" });
  git("init", "--quiet", "--template=", repository);
  const origin = addSlowOrigin(folder.path, repository, environment);
  const push = (name: string): number => {
    git("-C", repository, "commit", "--quiet", "--allow-empty", "--message", name);
    const started = performance.now();
    git("-C", repository, "push", "--quiet", "origin", `HEAD:refs/heads/${name}`);
    return performance.now() - started;
  };
  push("first");
  origin.slowDown(true);
  expect(push("second")).toBeGreaterThan(1_000);
  origin.slowDown(false);
  // The fastest of three: one alone may have met a busy machine.
  expect(Math.min(...["third", "fourth", "fifth"].map(push))).toBeLessThan(1_000);
  expect(origin.pushes()).toBe(5);
});
