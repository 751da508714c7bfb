import { execFileSync } from "node:child_process";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import { count, type Tallies } from "../../examples/quickstart/load/counts.ts";
import { asker } from "../../examples/quickstart/load/exchange.ts";
import { gatherCompany } from "../../scripts/demo/company.ts";
import { configurationOf } from "../../scripts/demo/routers/configuration.ts";
import { proxies, whyNot } from "../../scripts/demo/routers/index.ts";
import { openDoor } from "../../scripts/demo/routers/open-door.ts";
import { quickstart, type Stage, setStage } from "../../scripts/demo/stage.ts";
import { deploySchema } from "../../scripts/generate/schema.ts";
import { openHaproxy } from "../adapters/routers/haproxy-bench.ts";
import { temporaryFolder } from "../effects.ts";
import { can, programPath } from "../servers/programs.ts";

const names = ["haproxy", "nginx"] as const;
const schema = z.fromJSONSchema(JSON.parse(deploySchema()) as Parameters<typeof z.fromJSONSchema>[0]);

test.each(names)("for %s only the router in deploy.yml is another, and it takes nothing of flagd", (router) => {
  const { "traffic-shift": shift, ...others } = parse(configurationOf(quickstart, router));
  const { "traffic-shift": own, ...before } = parse(configurationOf(quickstart, "flagd"));
  expect(others).toEqual(before);
  expect(shift).toMatchObject({ router, steps: own.steps, "max-error-rate": own["max-error-rate"] });
  expect(Object.keys(shift).filter((key) => key.startsWith("flagd"))).toEqual([]);
  expect(schema.safeParse(parse(configurationOf(quickstart, router))).error).toBeUndefined();
  expect(configurationOf(quickstart, router)).toContain("# visitors move to the new release in three watched steps");
});

test("a proxy that is not there is named with the package that brings it, and flagd needs none", () => {
  expect(whyNot("flagd", ["/nowhere"])).toBeNull();
  for (const router of names) expect(whyNot(router, ["/nowhere"])).toContain(`sudo apt-get install ${router}`);
});

const checks = {
  haproxy: (folder: string) => ["-c", "-f", join(folder, "haproxy.cfg")],
  nginx: (folder: string) => ["-t", ...proxies.nginx.words(folder)],
};

for (const router of names) {
  test.runIf(can(router))(`${router} accepts its configuration`, async () => {
    await using folder = await temporaryFolder();
    const { program } = await setStage(folder.path, "traffic", router);
    expect(program).toBe(programPath(router));
    execFileSync(program, checks[router](folder.path), { stdio: "pipe" });
  });

  test.runIf(can(router))(`${router} tells its own failures apart, and nobody answers after its end`, async () => {
    await using folder = await temporaryFolder();
    const stage = await setStage(folder.path, "traffic", router);
    const blue = await release(stage.ports.blue);
    const company = gatherCompany(new AbortController().signal);
    onTestFinished(company.stop);
    await openDoor(stage, company);
    const fine = await fetch(doorOf(stage));
    expect(headersOf(fine)).toEqual({ slot: "blue", commit: "1".repeat(40), error: null });
    expect(fine.headers.get("set-cookie")).toMatch(/^visitor=[0-9a-f-]{32,36}; Path=\//);
    const known = await fetch(doorOf(stage), { headers: { cookie: "a=b; visitor=somebody" } });
    expect(known.headers.get("set-cookie")).toBeNull();
    const broken = await fetch(`${doorOf(stage)}/broken`);
    expect(headersOf(broken)).toEqual({ slot: "blue", commit: "1".repeat(40), error: null });
    blue.closeAllConnections();
    await new Promise((closed) => blue.close(closed));
    const tallies = await visit(stage);
    expect(tallies.none).toMatchObject({ requests: 1, switchFailures: 1 });
    await company.stop();
    await expect(fetch(doorOf(stage))).rejects.toThrow("fetch failed");
  });
}

test.runIf(can("haproxy"))("whom HAProxy has moved to green stays there while its share grows", async () => {
  await using folder = await temporaryFolder();
  const stage = await setStage(folder.path, "traffic", "haproxy");
  for (const port of Object.values(stage.ports)) await release(port);
  const company = gatherCompany(new AbortController().signal);
  onTestFinished(company.stop);
  await openDoor(stage, company);
  const router = openHaproxy(stage.names.HAPROXY_SOCKET as string, { inputs: { "haproxy-backend": "quickstart" } });
  const moved: (readonly number[])[] = [];
  for (const weight of [0, 20, 60, 100]) {
    await router.setWeight("green", weight);
    moved.push(await visitorsOfGreen(stage));
  }
  const [none, some = [], most = [], all] = moved;
  expect([none, all]).toEqual([[], people]);
  expect(some.length).toBeGreaterThan(0);
  expect(most.length).toBeGreaterThan(some.length);
  expect(some.filter((visitor) => !most.includes(visitor))).toEqual([]);
});

const people = Array.from({ length: 60 }, (_, number) => number);

async function visitorsOfGreen(stage: Stage): Promise<readonly number[]> {
  const seen = people.map((number) => fetch(doorOf(stage), { headers: { cookie: `visitor=person-${number}` } }));
  const slots = (await Promise.all(seen)).map(({ headers }) => headers.get("x-slot"));
  return people.filter((number) => slots[number] === "green");
}

const doorOf = ({ names }: Stage): string => names.DOOR as string;

function headersOf({ headers }: Response) {
  return { slot: headers.get("x-slot"), commit: headers.get("x-served-commit"), error: headers.get("x-door-error") };
}

/** A release that fails at `/broken`, and says that the door has failed. */
async function release(port: number): Promise<Server> {
  const server = createServer(({ url }, response) => {
    response.setHeader("x-commit", "1".repeat(40)).setHeader("x-door-error", "a lie");
    response.writeHead(url === "/broken" ? 503 : 200).end("desk");
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((listening) => server.listen(port, "127.0.0.1", listening));
  return server;
}

/** One request of a visitor of the load. */
async function visit(stage: Stage): Promise<Tallies> {
  const { ask, close } = asker(doorOf(stage));
  const tallies: Tallies = {};
  count(tallies, await ask({ method: "GET", path: "/", visitor: "somebody" }));
  close();
  return tallies;
}
