import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { commandMaintenance } from "../../../src/adapters/maintenance/command.ts";
import { CommandError, ServiceError } from "../../../src/kit/errors.ts";
import { maintenanceContract } from "../../contracts/maintenance.ts";
import { temporaryFolder } from "../../effects.ts";
import { openMode } from "./open.ts";

async function script() {
  const temporary = await temporaryFolder();
  const file = join(temporary.path, "switch");
  writeFileSync(file, "off");
  const run = (code: string) => [process.execPath, "-e", `const fs = require("node:fs"); ${code}`, file];
  const inputs = {
    "command-enter": run('fs.writeFileSync(process.argv[1], "on " + process.env.RETRY_AFTER)'),
    "command-leave": run('fs.writeFileSync(process.argv[1], "off")'),
    "command-state": run('console.log(fs.readFileSync(process.argv[1], "utf8").split(" ")[0])'),
  };
  return {
    file,
    open: (more: Readonly<Record<string, unknown>> = {}) => openMode(commandMaintenance, { ...inputs, ...more }),
    [Symbol.asyncDispose]: temporary[Symbol.asyncDispose],
  };
}

maintenanceContract("command", script);

test("the seconds are in the environment", async () => {
  await using own = await script();
  await own.open().enter(75);
  expect(readFileSync(own.file, "utf8")).toBe("on 75");
});

test("a command that fails is a failure, and a state that is neither on nor off is none", async () => {
  await using own = await script();
  await expect(own.open({ "command-enter": ["false"] }).enter(1)).rejects.toThrow(CommandError);
  writeFileSync(own.file, "perhaps");
  await expect(own.open().state()).rejects.toThrow(ServiceError);
});
