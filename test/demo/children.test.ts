import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { startChild } from "../../scripts/demo/children.ts";
import { gatherCompany } from "../../scripts/demo/company.ts";
import { temporaryFolder } from "../effects.ts";

const say = (event: string) => `console.log(JSON.stringify({ event: "${event}" }));`;
const stayForever = "setInterval(() => {}, 1000);";
const deaf = 'process.on("SIGTERM", () => {});';

const how = (program: string) => ({
  name: "the child",
  args: ["--eval", program],
  folder: "/",
  environment: { PATH: process.env.PATH ?? "" },
});

test("facts are told in their order; what is no fact is shown as text", async () => {
  const heard: string[] = [];
  const onFact = ({ event }: { event: string }) => void heard.push(event);
  const child = startChild({ ...how(`${say("one")} console.log("plain"); ${say("two")} console.error("oh")`), onFact });
  expect(await child.next("two")).toEqual({ event: "two" });
  expect(await child.ended).toEqual({ code: 0, signal: null });
  expect(heard).toEqual(["one", "text", "two"]);
  expect(child.facts[1]).toEqual({ event: "text", line: "plain" });
  expect(child.complaint()).toBe("oh");
});

test("waiting for a fact ends with the child, and says what it said last", async () => {
  const child = startChild(how(`${say("one")} console.error("out of paper"); process.exit(3)`));
  const message = 'the child ended without telling `two`: its last word was {"event":"one"}. out of paper';
  await expect(child.next("two")).rejects.toThrow(message);
  await expect(child.next("two")).rejects.toThrow(message);
});

test("a program that cannot be started is told", async () => {
  const child = startChild({ ...how(""), folder: "/nowhere" });
  await expect(child.ended).rejects.toThrow("ENOENT");
  await expect(child.next("one")).rejects.toThrow("it told nothing");
});

test("a child that does not listen is killed after its grace", async () => {
  const child = startChild(how(`${deaf} ${say("ready")} ${stayForever}`));
  await child.next("ready");
  expect(await child.stop(200)).toEqual({ code: null, signal: "SIGKILL" });
});

test("an interruption stops the youngest first, and nobody starts any more", async () => {
  await using folder = await temporaryFolder();
  const diary = join(folder.path, "diary");
  writeFileSync(diary, "");
  const slowly = (name: string) => `
    process.on("SIGTERM", () => setTimeout(() => {
      require("node:fs").appendFileSync(${JSON.stringify(diary)}, "${name} ");
      process.exit();
    }, 100)); ${say("ready")} ${stayForever}`;
  const interruption = new AbortController();
  const company = gatherCompany(interruption.signal);
  const children = ["door", "load"].map((name) => company.start(how(slowly(name))));
  await Promise.all(children.map((child) => child.next("ready")));
  interruption.abort("SIGINT");
  await company.stop();
  expect(readFileSync(diary, "utf8")).toBe("load door ");
  expect(() => company.start(how(""))).toThrow("SIGINT");
});

test("the children of a parent that was killed hear of it by the end of their input", async () => {
  const parent = startChild(
    how(`
    import("${join(import.meta.dirname, "../../scripts/demo/children.ts")}").then(({ startChild }) => {
      const child = startChild({ name: "c", args: ["-e", "process.stdin.on('end', () => process.exit()).resume(); console.log(JSON.stringify({ event: 'pid', pid: process.pid }))"], folder: "/", environment: {}, onFact: (fact) => console.log(JSON.stringify(fact)) });
    });`),
  );
  const { pid } = await parent.next("pid");
  parent.kill();
  await parent.ended;
  for (let tries = 0; tries < 100 && isThere(Number(pid)); tries++) await sleep(50);
  expect(isThere(Number(pid))).toBe(false);
});

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
