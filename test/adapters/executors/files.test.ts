import { link, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseStat, readProcess, sameProcess } from "../../../src/adapters/executors/proc.ts";
import { ServiceError } from "../../../src/kit/errors.ts";
import { testEffects } from "../../effects.ts";

const { exec, folder } = testEffects();

describe("files", () => {
  test("what is written is read back, with the mode that was asked for whatever the umask says", async () => {
    const old = process.umask(0o077);
    try {
      await exec.writeFile("deep/er/file", "text", { mode: 0o664 });
    } finally {
      process.umask(old);
    }
    expect(await exec.readFile("deep/er/file")).toBe("text");
    expect((await stat(join(folder, "deep/er/file"))).mode & 0o777).toBe(0o664);
  });

  test("bytes are written as they are", async () => {
    await exec.writeFile("bytes", new Uint8Array([0, 255, 10]), { mode: 0o600 });
    expect([...(await readFile(join(folder, "bytes")))]).toEqual([0, 255, 10]);
  });

  test("a reader of the old file keeps the old text: the new one is another file under the same name", async () => {
    await exec.writeFile("swap", "old", { mode: 0o600 });
    await link(join(folder, "swap"), join(folder, "kept"));
    await exec.writeFile("swap", "new", { mode: 0o600 });
    expect(await exec.readFile("kept")).toBe("old");
    expect(await exec.readFile("swap")).toBe("new");
  });

  test("a write that fails leaves the old text and nothing beside it", async () => {
    await exec.makeFolder("target/is-a-folder");
    await expect(exec.writeFile("target/is-a-folder", "x", { mode: 0o600 })).rejects.toThrow(
      /`target\/is-a-folder`: it is a folder/,
    );
    expect(await exec.list("target")).toEqual(["is-a-folder"]);
  });

  test("a place that takes no file is named with what to do", async () => {
    const error = await exec.writeFile("/proc/none", "x", { mode: 0o600 }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ServiceError);
    expect((error as ServiceError).message).toContain("cannot write `/proc/none`");
    expect((error as ServiceError).hint).toBeDefined();
  });

  test("a file that the disk does not take leaves the old text and nothing beside it", async () => {
    await exec.writeFile("small/file", "old", { mode: 0o600 });
    const files = new URL("../../../src/adapters/executors/files.ts", import.meta.url).href;
    const script = `import { localFiles } from ${JSON.stringify(files)};
      await localFiles(${JSON.stringify(folder)}).writeFile("small/file", "x".repeat(1e6), { mode: 0o600 }).then(
        () => console.log("written"), (error) => console.log(error.message));`;
    // The limit stands for a full disk: the write fails in the middle.
    const limited = ["sh", "-c", `trap '' XFSZ; ulimit -f 64; exec "$@"`, "sh", process.execPath] as const;
    const { stdout } = await exec.run([...limited, "--input-type=module", "-e", script]);
    expect(stdout).toBe("cannot write `small/file`: the limit for the size of a file is reached\n");
    expect(await exec.list("small")).toEqual(["file"]);
    expect(await exec.readFile("small/file")).toBe("old");
  });

  test("what does not exist reads as null, lists as empty and is removed without complaint", async () => {
    expect(await exec.readFile("nothing")).toBe(null);
    expect(await exec.list("nothing")).toEqual([]);
    await exec.remove("nothing");
  });

  test("folders are made, listed in order, renamed and removed with what they hold", async () => {
    await exec.makeFolder("a/c");
    await exec.makeFolder("a/b");
    expect(await exec.list("a")).toEqual(["b", "c"]);
    await exec.rename("a", "z");
    expect(await exec.list("a")).toEqual([]);
    await exec.remove("z");
    expect(await exec.list("z")).toEqual([]);
  });

  test("a folder that is read as a file is an error, not an absent file", async () => {
    await exec.makeFolder("folder");
    await expect(exec.readFile("folder")).rejects.toThrow(ServiceError);
    await expect(exec.rename("absent", "b")).rejects.toThrow("cannot rename `absent`: it does not exist");
  });
});

describe("processes in /proc", () => {
  const tail = "1 4242 4242 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 1000 2000";

  test.each(["node", "a b", "a) Z 1 (b", ")", "((", "tmux: server"])(
    "the name `%s` does not confuse the reading",
    (name) => {
      expect(parseStat(7, `7 (${name}) S ${tail}`)).toEqual({
        ref: { pid: 7, startedAt: "987654" },
        group: 4242,
        isZombie: false,
      });
    },
  );

  test.each(["Z", "X", "x"])("state %s counts as ended", (state) => {
    expect(parseStat(7, `7 (x) ${state} ${tail}`)?.isZombie).toBe(true);
  });

  test("a torn line is no process", () => {
    expect(parseStat(7, "7 (x) S 1 2")).toBe(null);
    expect(parseStat(7, "")).toBe(null);
  });

  test("this process is found, and no other one is taken for it", () => {
    const self = readProcess(process.pid);
    expect(self?.ref.pid).toBe(process.pid);
    if (self === null) throw new Error("no self");
    expect(sameProcess(self.ref)).not.toBe(null);
    expect(sameProcess({ ...self.ref, startedAt: `${Number(self.ref.startedAt) + 1}` })).toBe(null);
  });

  test.each([0, -1, 1.5, Number.NaN])("%s is no process id", (pid) => {
    expect(readProcess(pid)).toBe(null);
  });

  test("a zombie is not alive", async () => {
    // The shell never waits for its child: it becomes `sleep`, which knows of none.
    const words = ["sh", "-c", "sleep 0.2 & echo $!; exec sleep 5"] as const;
    const { stdout, done } = exec.stream(words, { timeout: 3000 });
    const pid = Number(String((await stdout[Symbol.asyncIterator]().next()).value).trim());
    await expect.poll(() => readProcess(pid)?.isZombie).toBe(true);
    expect(await exec.find(pid)).toBe(null);
    expect(await exec.isAlive(readProcess(pid)?.ref ?? { pid, startedAt: "" })).toBe(false);
    stdout.destroy();
    await done.catch(() => {});
  });
});
