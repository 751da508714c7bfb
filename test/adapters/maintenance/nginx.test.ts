import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { AbortedError, CommandError, InputError, ServiceError } from "../../../src/kit/errors.ts";
import { maintenanceContract } from "../../contracts/maintenance.ts";
import { testEffects } from "../../effects.ts";
import { can } from "../../servers/programs.ts";
import { type NginxSite, nginxSite } from "./nginx-site.ts";

const failing = (work: Promise<unknown>) => work.then(() => null).catch((error: Error & { hint?: string }) => error);

async function turnedOnAndOff(site: NginxSite) {
  await site.open().enter(60);
  await site.open().leave();
}

describe.runIf(can("nginx"))("nginx", () => {
  maintenanceContract("nginx", () => nginxSite());

  test("exempt paths are served, by themselves and below; what only begins like one is not", async () => {
    await using site = await nginxSite();
    await site.open().enter(60);
    await expect.poll(() => site.visit("/")).toEqual({ status: 503, retryAfter: "60" });
    const statuses = Object.fromEntries(
      await Promise.all(
        [
          "/health",
          "/health?deep=1",
          "/api/health/db",
          "/api/health/%2e%2e/x",
          "/healthy",
          "/x/health",
          "/api/health",
        ].map(async (path) => [path, (await site.visit(path)).status]),
      ),
    );
    expect(statuses).toEqual({
      "/health": 200,
      "/health?deep=1": 200,
      "/api/health/db": 200,
      "/api/health/%2e%2e/x": 503,
      "/healthy": 503,
      "/x/health": 503,
      "/api/health": 503,
    });
  });

  test("a 503 of the application keeps the page that the server has for it", async () => {
    await using site = await nginxSite();
    const own = async () => (await fetch(`${site.nginx.url}/busy`)).text();
    expect(await own()).toBe("own");
    await site.open({ "nginx-exempt": "/busy" }).enter(60);
    await expect.poll(async () => (await site.visit("/")).status).toBe(503);
    expect(await own()).toBe("own");
  });

  test("what nginx does not take is put back as it was, and visitors notice nothing", async () => {
    await using site = await nginxSite();
    site.more("location /wrong {}\n");
    const error = await failing(site.open().enter(60));
    expect(error).toBeInstanceOf(AbortedError);
    expect(error?.message).toMatch(/it fails without this change as well\): "location" directive is not allowed here/);
    expect(existsSync(site.file)).toBe(false);
    expect((await site.visit("/")).status).toBe(200);
  });

  test("an exempt path that leads to the script of all paths is served, as `try_files` has it", async () => {
    await using site = await nginxSite(
      (file) => `include ${file}*; location /up { try_files /nowhere /index.php?$args; }`,
    );
    await site.open({ "nginx-exempt": "/up" }).enter(60);
    await expect.poll(async () => (await site.visit("/index.php")).status).toBe(503);
    expect((await site.visit("/up")).status).toBe(200);
  });

  test("a file that is included where it may not stand is put back, and said to be the reason", async () => {
    await using site = await nginxSite((file) => `location /shop { include ${file}*; }`);
    await site.open().leave();
    const error = await failing(site.open().enter(60));
    expect(error).toBeInstanceOf(AbortedError);
    expect(error?.message).toMatch(/^nginx does not take its configuration: .*(named location|not allowed here)/);
    expect(existsSync(site.file)).toBe(false);
    expect((await site.visit("/")).status).toBe(200);
  });

  test("while it is on, a configuration that has broken meanwhile keeps it on: nothing is half changed", async () => {
    await using site = await nginxSite();
    await site.open().enter(60);
    const on = readFileSync(site.file, "utf8");
    site.more("nonsense;\n");
    expect(await failing(site.open().leave())).toBeInstanceOf(AbortedError);
    expect(readFileSync(site.file, "utf8")).toBe(on);
    expect(await site.open().state()).toEqual({ on: true });
  });

  test("a file that no server includes would turn nobody away: it is refused and gone", async () => {
    await using site = await nginxSite(() => "");
    const error = await failing(site.open().enter(60));
    expect(error).toBeInstanceOf(InputError);
    expect(error?.message).toContain("nginx does not include");
    expect(error?.hint).toContain(`include ${site.file}*;`);
    expect(existsSync(site.file)).toBe(false);
  });

  test.each(["on its first use", "after it was off"])(
    "%s, a reload that takes effect and fails all the same is taken back, and loaded again",
    async (when) => {
      await using site = await nginxSite();
      if (when === "after it was off") await turnedOnAndOff(site);
      const error = await failing(site.open({ "nginx-reload": site.reloadThatFails("once") }).enter(60));
      expect(error).toBeInstanceOf(AbortedError);
      expect(error?.cause).toBeInstanceOf(CommandError);
      expect(await site.open().state()).toEqual({ on: false });
      await expect.poll(async () => (await site.visit("/")).status).toBe(200);
    },
  );

  test("a reload that takes effect and always fails leaves it on for whoever asks, until it can be turned off", async () => {
    await using site = await nginxSite();
    const mode = site.open({ "nginx-reload": site.reloadThatFails("always") });
    const error = await failing(mode.enter(60));
    expect(error).toBeInstanceOf(ServiceError);
    expect(error?.message).toMatch(/^whether nginx has loaded .* is unknown/);
    expect(await failing(mode.leave())).toBeInstanceOf(ServiceError);
    expect(await mode.state()).toEqual({ on: true });
    expect(await mode.verify(false)).toBe("not-yet");
    await site.open().leave();
    expect(await mode.state()).toEqual({ on: false });
    await expect.poll(async () => (await site.visit("/")).status).toBe(200);
  });

  test("a connection that drops during the reload leaves visitors out only until it is turned off", async () => {
    await using site = await nginxSite();
    const { exec } = testEffects();
    let isGone = false;
    const guarded = async <T>(act: () => Promise<T>): Promise<T> => {
      if (isGone) throw new ServiceError("the connection is gone");
      return act();
    };
    const dropping = testEffects({
      exec: {
        ...exec,
        writeFile: (...all) => guarded(() => exec.writeFile(...all)),
        remove: (...all) => guarded(() => exec.remove(...all)),
        run: (words, how) =>
          guarded(async () => {
            const result = await exec.run(words, how);
            isGone = words.includes("reload");
            return isGone ? Promise.reject(new ServiceError("the connection is gone")) : result;
          }),
      },
    });
    expect(await failing(site.open({}, dropping).enter(60))).toBeInstanceOf(ServiceError);
    await expect.poll(async () => (await site.visit("/")).status).toBe(503);
    expect(await site.open().state()).toEqual({ on: true });
    await site.open().leave();
    await expect.poll(async () => (await site.visit("/")).status).toBe(200);
  });

  test("a file that somebody has removed without a reload: turning it off lets nginx load that", async () => {
    await using site = await nginxSite();
    await site.open().enter(60);
    await expect.poll(async () => (await site.visit("/")).status).toBe(503);
    rmSync(site.file);
    await site.open().leave();
    await expect.poll(async () => (await site.visit("/")).status).toBe(200);
  });

  test("what is on stays on where a second reload fails", async () => {
    await using site = await nginxSite();
    await site.open().enter(60);
    const on = readFileSync(site.file, "utf8");
    expect(await failing(site.open({ "nginx-reload": ["false"] }).enter(90))).toBeInstanceOf(ServiceError);
    expect(readFileSync(site.file, "utf8")).toBe(on);
  });

  test("an nginx that does not run is told; off counts once it is started", async () => {
    await using site = await nginxSite();
    await site.open().enter(60);
    await site.nginx.kill();
    expect(await failing(site.open().leave())).toBeInstanceOf(ServiceError);
    expect(await site.open().state()).toEqual({ on: false });
    await site.nginx.start();
    expect((await site.visit("/")).status).toBe(200);
  });

  test("a configuration that somebody has broken since it is off keeps it off", async () => {
    await using site = await nginxSite();
    await turnedOnAndOff(site);
    site.more("nonsense;\n");
    await site.open().leave();
    expect(await site.open().state()).toEqual({ on: false });
  });

  test("a configuration of more than 1 MiB, and a masked text in the path, hide no file that is included", async () => {
    await using site = await nginxSite();
    const padding = `# ${"x".repeat(1000)}\n`.repeat(1200);
    writeFileSync(site.nginx.configuration, `${padding}${readFileSync(site.nginx.configuration, "utf8")}`);
    const effects = testEffects();
    effects.mask("maintenance");
    await site.open({}, effects).enter(60);
    await expect.poll(() => site.visit("/")).toEqual({ status: 503, retryAfter: "60" });
  });

  test("a file of somebody else is neither read as a state nor written over", async () => {
    await using site = await nginxSite();
    writeFileSync(site.file, "# mine\n");
    for (const act of [() => site.open().state(), () => site.open().enter(60), () => site.open().leave()]) {
      expect(await failing(act())).toBeInstanceOf(ServiceError);
    }
    expect(readFileSync(site.file, "utf8")).toBe("# mine\n");
  });

  test.each(["/he alth", "/a;b", '/"x', "health", "/a{b"])(
    "`%s` is no path that may stand in a configuration",
    async (path) => {
      await using site = await nginxSite();
      expect(() => site.open({ "nginx-exempt": [path] })).toThrow(InputError);
    },
  );
});
