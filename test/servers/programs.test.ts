import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { temporaryFolder } from "../effects.ts";
import { builtBy, can, forget, packagesOf, programNames, programPath, whyNot } from "./programs.ts";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeEach(async () => {
  folder = await temporaryFolder();
  vi.stubEnv("PATH", folder.path);
  vi.stubEnv("XDG_CACHE_HOME", join(folder.path, "cache"));
  forget();
});

afterEach(async () => {
  vi.unstubAllEnvs();
  forget();
  await folder[Symbol.asyncDispose]();
});

function put(path: string, text = "#!/bin/sh\n"): void {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text, { mode: 0o755 });
}

test("a program is there only with all of its files", () => {
  put(join(folder.path, "age"));
  expect(whyNot("age")).toBe("`age-keygen`");
  expect(can("age")).toBe(false);
  forget();
  put(join(folder.path, "age-keygen"));
  expect(can("age")).toBe(true);
  expect(programPath("age", "age-keygen")).toBe(join(folder.path, "age-keygen"));
});

test("one program that is missing is enough to leave a test out", () => {
  put(join(folder.path, "zstd"));
  expect(can("zstd")).toBe(true);
  expect(can("zstd", "versitygw")).toBe(false);
  expect(() => programPath("versitygw")).toThrow("npm run test:programs");
});

test("a file that cannot be executed is no program", () => {
  writeFileSync(join(folder.path, "zstd"), "", { mode: 0o644 });
  expect(can("zstd")).toBe(false);
});

test("what Go has built is found in the folder of its version, before what is on the path", () => {
  const built = join(builtBy("versitygw")?.folder ?? "", "versitygw");
  put(join(folder.path, "versitygw"));
  put(built);
  expect(programPath("versitygw")).toBe(built);
});

test.each([
  ["v1.20.2", "`kubectl` 1.31 or newer"],
  ["v1.30.9", "`kubectl` 1.31 or newer"],
  ["v1.31.0", null],
  ["v1.32.4-dispatcher", null],
])("kubectl %s", (version, reason) => {
  put(join(folder.path, "kubectl"), `#!/bin/sh\necho "Client Version: ${version}"\n`);
  expect(whyNot("kubectl")).toEqual(reason === null ? null : expect.stringContaining(reason));
});

test("a kubectl that says nothing is not used", () => {
  put(join(folder.path, "kubectl"), "#!/bin/sh\nexit 1\n");
  expect(can("kubectl")).toBe(false);
});

test("every program comes from a package or is built", () => {
  for (const name of programNames) expect(packagesOf(name).length > 0 || builtBy(name) !== null, name).toBe(true);
});
