import { expect, test } from "vitest";
import { remoteFiles } from "../../../src/adapters/executors/remote/files.ts";
import { wholeOutput } from "../../../src/adapters/executors/whole-output.ts";
import { CommandError, ServiceError, TimeoutError } from "../../../src/kit/errors.ts";
import { plainEffects } from "../plain-effects.ts";

/** A server that takes what it is told and never answers, as with a network share that is gone. */
function silent() {
  const { exec, redact } = plainEffects();
  const place = {
    where: "web1",
    exec,
    redact,
    open: async () => ({ words: ["sleep", "600"] as const, async [Symbol.asyncDispose]() {} }),
    explain: (said: string) => new ServiceError(said),
  };
  return remoteFiles(place, { one: 100, tree: 100 });
}

test.each([
  ["read", () => silent().readFile("/srv/a")],
  ["write", () => silent().writeFile("/srv/a", "text", { mode: 0o600 })],
  ["create", () => silent().makeFolder("/srv/a")],
  ["remove", () => silent().remove("/srv/a")],
  ["rename", () => silent().rename("/srv/a", "/srv/b")],
  ["list", () => silent().list("/srv/a")],
])("a server that does not answer when it is to %s is a time-out that names the path", async (deed, act) => {
  const error = await act().catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(TimeoutError);
  expect((error as Error).message).toBe(`cannot ${deed} \`/srv/a\` on web1: it did not answer in time`);
});

test("a whole output is not redacted, and a failure of the program is one", async () => {
  const { exec, mask } = plainEffects();
  mask("hidden");
  expect(await wholeOutput(exec, ["printf", "%s", "/srv/hidden/ü"])).toBe("/srv/hidden/ü");
  await expect(wholeOutput(exec, ["false"])).rejects.toBeInstanceOf(CommandError);
});

test("an output without an end is not read to its end", async () => {
  const { exec } = plainEffects();
  const error = await wholeOutput(exec, ["yes"], {}, 1000).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ServiceError);
  expect((error as Error).message).toBe("`yes` on this machine prints more than 1000 bytes, so it is not read");
});
