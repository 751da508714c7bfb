import { existsSync, mkdtempSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { underLoad } from "../adapters/routers/under-load.ts";
import { can } from "../servers/programs.ts";
import { leadByHand, openPhpServer, type PhpServer, told } from "./php-server.ts";
import type { Run } from "./world.ts";

/** Each test goes on from where the one before has left the server, as its days go on. */
describe.runIf(can("sshd", "nginx", "php-fpm"))(
  "one server with nginx and PHP, reached over ssh",
  { timeout: 120_000 },
  () => {
    let server: PhpServer;
    beforeAll(async () => {
      server = await openPhpServer(mkdtempSync(join(tmpdir(), "php-server-")));
    });
    afterAll(async () => await server?.[Symbol.asyncDispose]());

    const expectServed = async (tag: string, slot: string, rollout: number) => {
      expect(await server.health()).toEqual({ status: "ok", version: tag, commit: server.commit(tag), slot, rollout });
      const { state } = await (await server.journal()).head();
      expect(state.open).toBe(null);
      expect(state.live).toMatchObject({ commit: server.commit(tag), slot });
    };

    test("the first release goes live at once, with the server's folder and the `.env` of its commit", async () => {
      expectCode(await server.deploy("v1"), 0);
      await expectServed("v1", "green", 100);
      expect(readFileSync(join(server.root, "green/.env"), "utf8")).toBe("APP_VERSION=v1\n");
      expect(readlinkSync(join(server.root, "green/storage"))).toMatch(/shared\/storage$/);
      expect(server.shared("storage/workers-restart").trim()).toBe(server.commit("v1"));
    });

    test("what only the server reaches is asked there, smoke tests of the idle slot as well", () => {
      expect(server.askedThere()).toMatch(/http:\/\/127\.0\.0\.1:\d+\/health\?fresh=/);
      expect(server.askedThere()).not.toContain(server.url);
    });

    test("the next one takes over under load: no visitor notices, and the proof is printed", async () => {
      let run: Run | null = null;
      const seen = await underLoad({ url: server.url, rate: 60 }, async () => {
        run = await server.deploy("v2");
      });
      expectCode(run as Run | null, 0);
      expect(seen.failures).toEqual([]);
      expect(seen.requests).toBeGreaterThan(200);
      expect(Math.min(seen.bySlot.green ?? 0, seen.bySlot.blue ?? 0)).toBeGreaterThan(0);
      expect((run as Run | null)?.stderr).toMatch(/Proof: \d+ requests across the switch, 0 lost, no gap/);
      await expectServed("v2", "blue", 100);
    });

    test("a link that was led back by hand is drift: the plan refuses, and what is live can be adopted", async () => {
      leadByHand(server, "green");
      const plan = await server.run("v3", "plan", "--version", "v3");
      expectCode(plan, 3);
      expect(plan.stderr).toContain("the router sends 0 % to slot blue, but the journal says that v2 there has all");
      expect(plan.stderr).toContain("`deploy-actions adopt`");
      const wrong = await server.run("v2", "adopt");
      expectCode(wrong, 3);
      expectCode(await server.run("v1", "adopt", "--version", "v1"), 0);
      await expectServed("v1", "green", 100);
    });

    test("drift is overwritten where that is asked for; a release that fails a step is put back in reverse", async () => {
      leadByHand(server, "blue");
      const run = await server.deploy("v3", "--plan", "{ on-drift: overwrite }");
      expectCode(run, 1);
      expect(run.stderr).toMatch(/failed at 25 %: .* requests failed/);
      await expectServed("v1", "green", 100);
      expect(server.shared("storage/workers-restart").trim()).toBe(server.commit("v1"));
      const deeds = await told(server, server.commit("v3"));
      expect(deeds.filter((deed) => /^done set-(weight|flag)/.test(deed))).toEqual([
        "done set-flag env-file 0",
        "done set-weight link 100",
        "done set-weight env-file 0",
        "done set-weight env-file 25",
        "done set-weight env-file 0",
        "done set-weight link 0",
        "done set-flag env-file 100",
      ]);
    });

    test("what a process that was killed between the link and its commands has left undone, another one does", async () => {
      {
        using _trap = server.trap("mv", killAfterLink(server));
        const killed = await server.deploy("v4");
        expect(killed.killed, killed.stdout + killed.stderr).toBe(true);
      }
      expect(readlinkSync(join(server.root, "current"))).toBe("blue");
      expect(server.shared("storage/workers-restart").trim()).toBe(server.commit("v1"));
      expectCode(await server.run("v4", "continue"), 0);
      await expectServed("v4", "blue", 100);
      expect(server.shared("storage/workers-restart").trim()).toBe(server.commit("v4"));
    });

    test("or takes it back, with what has to follow that", async () => {
      {
        using _trap = server.trap("mv", killAfterLink(server));
        expect((await server.deploy("v5")).killed).toBe(true);
      }
      writeFileSync(join(server.root, "shared/storage/workers-restart"), "");
      expectCode(await server.run("v5", "rollback"), 0);
      await expectServed("v4", "blue", 100);
      expect(server.shared("storage/workers-restart").trim()).toBe(server.commit("v4"));
    });

    test("a connection that drops while the release is prepared costs no visitor anything", async () => {
      const begun = join(server.folder, "begun");
      using _trap = server.trap("composer", [`touch ${begun}; sleep 60`]);
      const { ended } = server.start("v6", "run", "--version", "v6");
      await expect.poll(() => existsSync(begun), { timeout: 20_000 }).toBe(true);
      server.sshd.drop();
      const run = await ended;
      expectCode(run, 1);
      expect(run.stderr).toContain("the connection to");
      await expectServed("v4", "blue", 100);
    });

    test("files that were edited in the live release, and a missing setting of the server, keep a plan from passing", async () => {
      writeFileSync(join(server.root, "current/page.php"), "<?php // hotfix\n");
      writeFileSync(join(server.root, "shared/.env.server"), "APP_SECRET=secret-of-the-server\nAPP_DEBUG=true\n");
      const plan = await server.run("v7", "plan", "--version", "v7");
      expectCode(plan, 3);
      expect(plan.stderr).toMatch(
        /what slot blue serves was edited by hand: slot blue: `page.php` in `releases\/\d+-\w+` was changed/,
      );
      expect(plan.stderr).toContain("`DATABASE_URL` is not set");
      expect(plan.stderr).toContain("APP_DEBUG");
      expect(plan.stdout + plan.stderr).not.toContain("secret-of-the-server");
    });

    test("maintenance answers visitors with 503 and keeps `/health`, until it is turned off", async () => {
      const page = () => fetch(server.url, { headers: { connection: "close" } });
      expectCode(await server.run("v7", "maintenance", "on"), 0);
      const closed = await page();
      expect([closed.status, closed.headers.get("retry-after")]).toEqual([503, "60"]);
      expect(await server.health()).toMatchObject({ status: "ok" });
      const status = await server.run("v7", "maintenance", "status");
      expectCode(status, 0);
      expect(status.stdout).toMatch(/now +on/);
      expectCode(await server.run("v7", "maintenance", "off"), 0);
      expect((await page()).status).toBe(200);
    });
  },
);

/** For `mv`: the link is led over, and whoever has asked for it never hears of that. */
function killAfterLink({ folder }: PhpServer): readonly string[] {
  return [
    'case "$*" in *.current.next*) ;; *) exec mv "$@";; esac',
    `mv "$@"; kill -KILL "$(cat ${folder}/deployer.pid)"; sleep 20; exit 1`,
  ];
}

function expectCode(run: Run | null, code: number): void {
  expect(run?.code, `${run?.stdout}${run?.stderr}`).toBe(code);
}
