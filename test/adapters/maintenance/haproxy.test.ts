import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createConnection, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, test } from "vitest";
import { haproxyMaintenance } from "../../../src/adapters/maintenance/haproxy.ts";
import type { Effects } from "../../../src/kit/effects.ts";
import { InputError, ServiceError } from "../../../src/kit/errors.ts";
import { maintenanceContract } from "../../contracts/maintenance.ts";
import { testEffects } from "../../effects.ts";
import { can, programPath } from "../../servers/programs.ts";
import { quietPort } from "../quiet-port.ts";
import { openMode, visitOf } from "./open.ts";

const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** A real HAProxy that answers by itself, and asks the map first. */
async function site(content = "maintenance off\n") {
  const folder = mkdtempSync(join(tmpdir(), "deploy-actions-haproxy-"));
  const [map, socket, port] = [join(folder, "maintenance.map"), join(folder, "admin.sock"), await quietPort()];
  writeFileSync(map, content);
  const lines = [
    "global",
    `stats socket ${socket} mode 600 level admin`,
    "defaults",
    "mode http",
    "timeout connect 5s",
    "timeout client 5s",
    "timeout server 5s",
    "frontend shop",
    `bind 127.0.0.1:${port}`,
    "acl exempt path /health",
    `http-request set-var(txn.wait) str(maintenance),map(${map},off)`,
    'http-request return status 503 hdr Retry-After "%[var(txn.wait)]" if !exempt !{ var(txn.wait) -m str off }',
    "http-request return status 200",
    "",
  ];
  writeFileSync(join(folder, "haproxy.cfg"), lines.join("\n"));
  const child = spawn(programPath("haproxy"), ["-q", "-db", "-f", join(folder, "haproxy.cfg")], { stdio: "ignore" });
  running.add(child);
  child.once("exit", () => running.delete(child));
  await expect.poll(() => existsSync(socket), { timeout: 5000 }).toBe(true);
  return {
    map,
    socket,
    open: (more: Readonly<Record<string, unknown>> = {}, effects?: Effects) =>
      openMode(
        haproxyMaintenance,
        { "haproxy-socket": socket, "haproxy-map": map, "haproxy-exempt": "/health", ...more },
        effects,
      ),
    visit: (path: string) => visitOf(`http://127.0.0.1:${port}${path}`),
    async [Symbol.asyncDispose]() {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** A socket in front of HAProxy's that breaks off the first change. */
async function breakingDoor(socket: string, isEarly: boolean) {
  const path = `${socket}.door`;
  let hasBroken = false;
  const server = createServer({ allowHalfOpen: true }, (client) => {
    client.on("error", () => {});
    client.once("data", (line) => {
      const breaks = !hasBroken && /^(add|set) map/.test(String(line));
      hasBroken ||= breaks;
      if (breaks && isEarly) return client.end();
      const behind = createConnection(socket);
      behind.on("error", () => client.end());
      behind.on("close", () => client.end());
      behind.on("data", (said) => breaks || client.write(said));
      behind.write(line);
    });
  });
  server.listen(path);
  await once(server, "listening");
  return {
    path,
    hasBroken: () => hasBroken,
    [Symbol.asyncDispose]: () => new Promise<void>((closed) => void server.close(() => closed())),
  };
}

describe.runIf(can("haproxy"))("HAProxy", () => {
  maintenanceContract("haproxy", () => site());

  test("a map that was empty gets its key, and the file keeps it for a reload", async () => {
    await using haproxy = await site("");
    await haproxy.open().enter(45);
    expect(await haproxy.visit("/")).toEqual({ status: 503, retryAfter: "45" });
    expect(readFileSync(haproxy.map, "utf8")).toBe("maintenance 45\n");
  });

  test("a map that no rule asks turns nobody away: it is refused, and no file is written", async () => {
    await using haproxy = await site();
    const other = haproxy.open({ "haproxy-map": `${haproxy.map}.other` });
    for (const act of [() => other.state(), () => other.enter(45)]) await expect(act()).rejects.toThrow(ServiceError);
    expect(existsSync(`${haproxy.map}.other`)).toBe(false);
    expect((await haproxy.visit("/")).status).toBe(200);
  });

  test("whatever else stands in the map's file stays there", async () => {
    const others = "# of the shop\nmaintenance-page /own.html\n";
    await using haproxy = await site(`${others}maintenance off\n  beta on\n`);
    await haproxy.open().enter(45);
    expect(readFileSync(haproxy.map, "utf8")).toBe(`${others}  beta on\nmaintenance 45\n`);
    await haproxy.open().leave();
    expect(readFileSync(haproxy.map, "utf8")).toBe(`${others}  beta on\nmaintenance off\n`);
  });

  test("a file that cannot be written leaves everything as it was, on the way in and out", async () => {
    await using haproxy = await site();
    const { exec } = testEffects();
    const writeFile = () => Promise.reject(new ServiceError("the disk is full"));
    const full = testEffects({ exec: { ...exec, writeFile } });
    await expect(haproxy.open({}, full).enter(45)).rejects.toThrow("the disk is full");
    expect(await haproxy.open().state()).toEqual({ on: false });
    expect((await haproxy.visit("/")).status).toBe(200);
    await haproxy.open().enter(45);
    await expect(haproxy.open({}, full).leave()).rejects.toThrow("the disk is full");
    expect(await haproxy.open().state()).toEqual({ on: true });
    expect(readFileSync(haproxy.map, "utf8")).toBe("maintenance 45\n");
  });

  test.each(["before it is asked", "after it has changed the map"])(
    "a connection to HAProxy that breaks %s puts the file and the map back",
    async (when) => {
      await using haproxy = await site("other 1\nmaintenance off\n");
      await using door = await breakingDoor(haproxy.socket, when === "before it is asked");
      await expect(haproxy.open({ "haproxy-socket": door.path }).enter(45)).rejects.toThrow(ServiceError);
      expect(door.hasBroken()).toBe(true);
      expect(readFileSync(haproxy.map, "utf8")).toBe("other 1\nmaintenance off\n");
      expect(await haproxy.open().state()).toEqual({ on: false });
      expect((await haproxy.visit("/")).status).toBe(200);
    },
  );

  test("a file that cannot be put back is told together with what came before it, and the map is put back", async () => {
    await using haproxy = await site();
    await using door = await breakingDoor(haproxy.socket, false);
    const { exec } = testEffects();
    const writeFile: typeof exec.writeFile = (...all) =>
      door.hasBroken() ? Promise.reject(new ServiceError("the disk is full")) : exec.writeFile(...all);
    const full = testEffects({ exec: { ...exec, writeFile } });
    const entering = haproxy.open({ "haproxy-socket": door.path }, full).enter(45);
    await expect(entering).rejects.toThrow(/broke off its answer; .* could not be put back: the disk is full/);
    expect(await haproxy.open().state()).toEqual({ on: false });
    await haproxy.open().leave();
    expect(readFileSync(haproxy.map, "utf8")).toBe("maintenance off\n");
  });

  test("a path that could be more commands is refused", () => {
    const inputs = { "haproxy-socket": "/run/a.sock", "haproxy-map": "/a;shutdown frontend shop" };
    expect(() => openMode(haproxyMaintenance, inputs)).toThrow(InputError);
  });
});
