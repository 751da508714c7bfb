import { expect, test } from "vitest";
import { InputError, ServiceError } from "../../../src/kit/errors.ts";
import type { Cohorts } from "../../../src/stages/ports/router.ts";
import { type EnvFile, envFile, key } from "./env-file-place.ts";

const companies = "SERVICETITAN_ROLLOUT_COMPANIES";
const groups = {
  "env-file-cohorts": { internal: "id1, id2", beta: ["id3"] },
  "env-file-cohort-key": companies,
};
const opened = (file: EnvFile) => {
  const { cohorts } = file.open();
  if (cohorts === undefined) throw new Error("the router knows no groups");
  return cohorts;
};

test("groups are let onto the release and taken off it again, and the percentage stays", async () => {
  await using file = await envFile(`${companies}=\n${key}=0\n`, groups);
  const cohorts: Cohorts = opened(file);
  expect(await cohorts.read()).toEqual([]);
  await cohorts.write("green", ["beta", "internal"]);
  expect(file.text()).toBe(`${companies}=id1,id2,id3\n${key}=0\n`);
  expect(await opened(file).read()).toEqual(["internal", "beta"]);
  await cohorts.write("green", ["beta"]);
  expect(file.text()).toBe(`${companies}=id3\n${key}=0\n`);
  await cohorts.write("blue", []);
  expect(file.text()).toBe(`${companies}=\n${key}=0\n`);
  expect(file.reloads()).toHaveLength(3);
});

test("groups and percentage are changed by one router without being taken for an edit of somebody else", async () => {
  await using file = await envFile(`${companies}=""\n${key}=0\n`, groups);
  const router = file.open();
  await router.read();
  await router.cohorts?.write("green", ["internal"]);
  await router.setWeight("green", 25);
  await router.cohorts?.write("green", ["internal", "beta"]);
  await router.setWeight("green", 50);
  expect(file.text()).toBe(`${companies}="id1,id2,id3"\n${key}=50\n`);
});

test("the same groups twice are written once, in whatever order the file has them", async () => {
  await using file = await envFile(`${companies}=id2,id1\n${key}=0\n`, groups);
  await opened(file).write("green", ["internal"]);
  expect(file.text()).toBe(`${companies}=id2,id1\n${key}=0\n`);
  expect(file.reloads()).toEqual([]);
});

test.each(["stranger", "id1", "id3,stranger"])(
  "ids `%s` that make no whole group are a service error and stay",
  async (ids) => {
    const content = `${companies}=${ids}\n${key}=0\n`;
    await using file = await envFile(content, groups);
    await expect(opened(file).read()).rejects.toBeInstanceOf(ServiceError);
    await expect(opened(file).write("green", [])).rejects.toBeInstanceOf(ServiceError);
    expect(file.text()).toBe(content);
  },
);

test("a group that is not configured, and one that should be kept away, are input errors", async () => {
  await using file = await envFile(`${companies}=\n${key}=0\n`, groups);
  await expect(opened(file).write("green", ["gold"])).rejects.toThrow(/no group `gold`.*internal, beta/);
  await expect(opened(file).write("blue", ["beta"])).rejects.toBeInstanceOf(InputError);
});

test("a list that is not in the file is a service error with a remedy", async () => {
  await using file = await envFile(`${key}=0\n`, groups);
  await expect(opened(file).read()).rejects.toMatchObject({ hint: expect.stringContaining(`${companies}=`) });
});

test("without groups the router knows none", async () => {
  await using file = await envFile();
  expect(file.open().cohorts).toBeUndefined();
});

test.each<[string, Record<string, unknown>]>([
  ["a list without groups", { "env-file-cohort-key": companies }],
  ["groups without a list", { "env-file-cohorts": { beta: "id3" } }],
  ["one variable for both", { ...groups, "env-file-cohort-key": key }],
  ["an empty group", { ...groups, "env-file-cohorts": { beta: "" } }],
  ["an id in two groups", { ...groups, "env-file-cohorts": { beta: "id3", gold: "id3" } }],
  ["an id with a quote", { ...groups, "env-file-cohorts": { beta: 'a"b' } }],
  ["a name that is none", { "env-file-key": "A B" }],
  ["a path that is none", { "env-file-confirm-json": "percentage" }],
  ["an address with a password", { "env-file-confirm-url": "http://a:hunter2@b/" }],
])("%s is an input error", async (_, inputs) => {
  await using file = await envFile();
  let caught: unknown;
  try {
    file.open(inputs);
  } catch (error) {
    caught = error;
  }
  expect(caught).toBeInstanceOf(InputError);
  expect(String(caught)).not.toContain("hunter2");
});
