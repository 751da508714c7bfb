import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { parse } from "yaml";
import { createDatabase } from "../../examples/quickstart/create-database.ts";
import { missingTickets } from "../../examples/quickstart/load/missing-tickets.ts";
import type { Ticket } from "../../examples/quickstart/load/visitors.ts";
import { fileInputs } from "../../src/actions/common.ts";
import { sectionNames, sections } from "../../src/actions/sections/index.ts";
import { readDeployFile } from "../../src/kit/deploy-file.ts";
import type { Fields } from "../../src/kit/fields.ts";
import { openSettings } from "../../src/kit/settings.ts";
import { quickstart, start } from "./child.ts";
import { commitOf, deskOfEachTest } from "./desk.ts";
import { cleanUp, cleanUps, openDoor } from "./open-door.ts";

const desk = deskOfEachTest();
afterEach(cleanUp);

test("two releases on one database, a weight that goes up and down, and a migration: no visitor notices, no ticket is lost", async () => {
  await desk().migrate("v1");
  const blue = await desk().open("v1");
  const green = await desk().open("v2");
  const door = await openDoor({ blue: blue.url, green: green.url });
  const load = start(join(quickstart, "load/load.ts"), ["--url", door.url]);
  cleanUps.push(load.stop);
  await load.told("second");
  await desk().migrate("v2");
  for (const weight of [10, 50, 100]) {
    await door.split(["blue", 100 - weight], ["green", weight]);
    await sleep(300);
  }
  await door.split(["green", 100], ["blue", 0]);
  while (((await door.state()).inFlight as { blue: number }).blue > 0) await sleep(10);
  expect(await blue.child.stop()).toBe(0);
  await sleep(300);
  expect(await load.stop()).toBe(0);
  const total = await load.told("total");
  expect(total).toMatchObject({ failures: [], unanswered: 0 });
  const commits = Object.keys(total.commits as object);
  expect(commits.toSorted()).toEqual([commitOf("v1"), commitOf("v2")].toSorted());
  const tickets = total.tickets as readonly Ticket[];
  expect(tickets.length).toBeGreaterThan(10);
  expect(missingTickets(desk().database, tickets)).toEqual([]);
});

test("every section of deploy.yml is one that its action accepts", () => {
  const text = readFileSync(join(quickstart, "deploy.yml"), "utf8");
  const names = { common: Object.keys(fileInputs), sections: sectionNames };
  const outside: Readonly<Record<string, string>> = {
    BLUE_PORT: "4101",
    GREEN_PORT: "4102",
    DOOR: "http://127.0.0.1:1",
  };
  const settings = openSettings({
    file: readDeployFile("deploy.yml", text, "production", names),
    action: "deploy",
    step: {},
    only: undefined,
    names: {
      builtIn: { RELEASE: "0".repeat(40), ENVIRONMENT: "production" },
      env: (name) => outside[name] ?? `/folder of/${name}`,
      allowed: null,
    },
    mask: () => undefined,
  });
  const written = sections.filter(({ name }) => settings.has(name));
  const items = Object.fromEntries(written.map((section) => [section.name, settings.items<Fields>(section)]));
  expect(items["deploy-slot"]?.[0]?.chosen("host").values).toMatchObject({
    "process-command": ["node", "server.mjs"],
    "process-ports": ["4101", "4102"],
    "process-env": { DATABASE: "/folder of/DATABASE" },
  });
  expect(items.migrate?.[0]?.chosen("tool").values).toMatchObject({ "dbmate-command": ["/folder of/DBMATE"] });
  expect(items["smoke-test"]?.[0]?.values).toMatchObject({ "release-check": { equals: "0".repeat(40) } });
  expect(items["traffic-shift"]?.[0]?.values).toMatchObject({
    steps: { steps: [10, 50, 100], cohorts: [] },
    watch: 3_000,
  });
});

test("the database is created without a table, and the first release is healthy once its migrations ran", async () => {
  createDatabase(desk().database);
  expect(statSync(desk().database).size).toBeGreaterThan(0);
  const { url } = await desk().open("v1");
  expect((await fetch(`${url}/health`)).status).toBe(503);
  await desk().migrate("v1");
  expect((await fetch(`${url}/health`)).status).toBe(200);
});

test("deploy.yml fits on a page and takes nothing from outside that its README does not name", () => {
  const text = readFileSync(join(quickstart, "deploy.yml"), "utf8");
  const readme = readFileSync(join(quickstart, "README.md"), "utf8");
  expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(40);
  expect(Object.keys(parse(text) as object)).toEqual([
    ...[
      "application",
      "journal",
      "backup",
      "drill",
      "migrate",
      "deploy-slot",
      "smoke-test",
      "traffic-shift",
      "rollback",
    ],
  ]);
  const taken = new Set([...text.replace(/#.*/g, "").matchAll(/\$([A-Z_]+)/g)].map(([, name]) => name));
  taken.delete("RELEASE");
  expect([...taken].filter((name) => !readme.includes(`| \`${name}\` |`))).toEqual([]);
});
