import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { InputError, ServiceError } from "../../../src/kit/errors.ts";
import type { Executor } from "../../../src/kit/executor.ts";
import { type FoldersBench, filesOnly, foldersBench, openReleases } from "./release-folders-bench.ts";

const bench = (extra: Record<string, unknown> = {}) => foldersBench({ ...filesOnly, ...extra });

/** From now on a part of the path of every file there is hidden in all that is printed. */
function maskPath(at: FoldersBench): void {
  at.effects.mask(basename(at.folder));
}

test("a shared file keeps its content where a part of its path is masked", async () => {
  await using at = await bench({ "releases-shared": ".env, storage/" });
  await at.open().prepare("blue", at.releases.good);
  writeFileSync(join(at.root, "shared/.env"), "KEY=live\n");
  writeFileSync(join(at.root, "shared/storage/upload"), "kept");
  maskPath(at);
  await at.open().prepare("green", at.releases.next);
  expect(readFileSync(join(at.root, "green/.env"), "utf8")).toBe("KEY=live\n");
  expect(readFileSync(join(at.root, "shared/.env"), "utf8")).toBe("KEY=live\n");
  expect(readFileSync(join(at.root, "green/storage/upload"), "utf8")).toBe("kept");
});

test("a shared file that appears after the look is not overwritten", async () => {
  await using at = await bench({ "releases-shared": ".env" });
  const { exec } = at.effects;
  // Somebody else makes it right before it takes its name.
  const run: Executor["run"] = async (words, options) => {
    const goal = words.at(-1) ?? "";
    if (words[0] === "mv" && goal.endsWith("shared/.env")) writeFileSync(goal, "KEY=theirs\n");
    return exec.run(words, options);
  };
  await openReleases(at.inputs, at.effects, { ...exec, run }).prepare("blue", at.releases.good);
  expect(readFileSync(join(at.root, "blue/.env"), "utf8")).toBe("KEY=theirs\n");
  expect(existsSync(join(at.root, "shared/.new-.env"))).toBe(false);
});

test("a new shared file is empty and for its owner alone", async () => {
  await using at = await bench({ "releases-shared": ".env" });
  await at.open().prepare("blue", at.releases.good);
  const { mode, size } = statSync(join(at.root, "shared/.env"));
  expect([(mode & 0o777).toString(8), size]).toEqual(["600", 0]);
});

test.each(["a part of the path", "the name of the folder"])(
  "no release is removed where %s is masked",
  async (what) => {
    await using at = await bench();
    const { good, next, silent } = at.releases;
    await at.open().prepare("blue", good);
    await at.open().prepare("blue", next);
    const before = at.folders();
    if (what === "a part of the path") maskPath(at);
    else for (const name of before) at.effects.mask(name);
    await at.open().prepare("green", silent);
    expect(at.folders()).toHaveLength(3);
    expect(at.folders()).toEqual(expect.arrayContaining(before));
    expect((await at.open().slots()).blue).toMatchObject(next);
  },
);

test("no release is removed where `releases` is a link to another disk", async () => {
  await using at = await bench();
  const { good, next, silent } = at.releases;
  await at.open().prepare("blue", good);
  await at.open().prepare("blue", next);
  renameSync(join(at.root, "releases"), join(at.folder, "disk"));
  symlinkSync(join(at.folder, "disk"), join(at.root, "releases"));
  await at.open().prepare("green", silent);
  expect(at.folders()).toHaveLength(3);
});

test("a `find` that tells paths of elsewhere removes nothing", async () => {
  await using at = await bench();
  await at.open().prepare("blue", at.releases.good);
  const { exec } = at.effects;
  const stream: Executor["stream"] = (words, options) => {
    const isMarkers = words[0] === "find" && words.includes(".deploy-actions-complete");
    return exec.stream(isMarkers ? ["printf", "%s\\0", "/srv/elsewhere/.deploy-actions-complete"] : words, options);
  };
  const error = await openReleases(at.inputs, at.effects, { ...exec, stream })
    .prepare("green", at.releases.next)
    .catch((caught) => caught);
  expect(error).toBeInstanceOf(ServiceError);
  expect(error.message).toContain("nobody can tell which releases are complete");
  expect(at.folders()).toHaveLength(1);
});

/** A built release with `public/storage`, a link to what is shared. */
function withLink(at: FoldersBench): Record<string, unknown> {
  const path = join(at.folder, "dist");
  mkdirSync(join(path, "storage/app/public"), { recursive: true });
  mkdirSync(join(path, "public"));
  writeFileSync(join(path, "REVISION"), at.releases.good.commit);
  symlinkSync("../storage/app/public", join(path, "public/storage"));
  return { "releases-artefact": `folder:${path}` };
}

test.each([
  ["releases-shared", { "releases-shared": "storage/, public/storage/uploads/" }],
  ["releases-writable", { "releases-shared": "storage/", "releases-writable": "public/storage/uploads" }],
  ["releases-writable", { "releases-shared": "storage/", "releases-writable": "public/storage" }],
])("%s does not lead through a link of the release into what is shared: %j", async (where, inputs) => {
  await using at = await bench();
  const uploads = join(at.root, "shared/storage/app/public/uploads");
  mkdirSync(uploads, { recursive: true, mode: 0o700 });
  writeFileSync(join(uploads, "photo"), "kept");
  execFileSync("chmod", ["700", uploads]);
  const error = await at
    .open({ ...withLink(at), ...inputs })
    .prepare("blue", at.releases.good)
    .catch((caught) => caught);
  expect(error).toBeInstanceOf(InputError);
  expect(error.problems).toEqual([{ where, what: expect.stringContaining("leads through `public/storage`, a link") }]);
  expect(readFileSync(join(uploads, "photo"), "utf8")).toBe("kept");
  expect(statSync(uploads).mode & 0o777).toBe(0o700);
  expect(at.folders()).toEqual([]);
});
