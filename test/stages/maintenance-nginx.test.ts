import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { AbortedError } from "../../src/kit/errors.ts";
import type { Context } from "../../src/stages/context.ts";
import {
  enterMaintenance,
  type MaintenanceStep,
  type MaintenanceWays,
  withMaintenance,
} from "../../src/stages/maintenance.ts";
import { rollBack } from "../../src/stages/roll-back.ts";
import { nginxSite } from "../adapters/maintenance/nginx-site.ts";
import { openBench, opened, v2 } from "../doubles/bench.ts";
import { testEffects } from "../effects.ts";
import { can } from "../servers/programs.ts";

/** The stages with a journal in memory, a real clock, and a real nginx. */
async function shop() {
  const site = await nginxSite();
  const bench = await openBench();
  const real = testEffects();
  const ways: MaintenanceWays = {
    step: {
      mode: opened("maintenance", site.open()),
      during: "migrate",
      retryAfter: 30,
      confirmUrl: `${site.nginx.url}/cart`,
    },
    reopen: () => opened("maintenance", site.open()),
  };
  const within = async <T>(work: (context: Context) => Promise<T>): Promise<T> => {
    const { sleep, monotonic, now, fetch } = real;
    const effects = { ...bench.run(), sleep, monotonic, now, fetch };
    await using session = await bench.session(effects);
    return await work({ effects, session, application: "shop", environment: "production" });
  };
  return { site, bench, ways, within, [Symbol.asyncDispose]: () => site[Symbol.asyncDispose]() };
}

describe.runIf(can("nginx"))("a real nginx", () => {
  test("answers 503 with Retry-After while the work is done, and as before afterwards; health checks notice nothing", async () => {
    await using all = await shop();
    const { site, bench, ways, within } = all;
    const seen = await within((context) =>
      withMaintenance(context, ways, async (begin) => {
        await begin();
        return [await site.visit("/cart"), await site.visit("/health")];
      }),
    );
    expect(seen).toEqual([
      { status: 503, retryAfter: "30" },
      { status: 200, retryAfter: null },
    ]);
    expect((await site.visit("/cart")).status).toBe(200);
    expect(bench.deeds()).toEqual(["intend maintenance-on", "done maintenance-on", "done maintenance-off"]);
  });

  test("is left on by a process that ends between on and off, and another one's rollback turns it off", async () => {
    await using all = await shop();
    const { site, bench, ways, within } = all;
    await within(async (context) => {
      await context.session.write({ phase: "done", deed: "open", release: v2 });
      await enterMaintenance(context, ways.step as MaintenanceStep);
    });
    await wait(300);
    expect(await site.visit("/cart")).toEqual({ status: 503, retryAfter: "30" });
    await within((context) => rollBack(context, bench.rollBackOptions({ maintenance: ways })));
    expect((await site.visit("/cart")).status).toBe(200);
    expect(bench.deeds().at(-1)).toBe("done maintenance-off");
  });

  test("that does not take the file keeps the work from beginning, and serves as before", async () => {
    await using all = await shop();
    const { site, bench, ways, within } = all;
    site.more("nonsense;\n");
    let hasBegun = false;
    const work = within((context) =>
      withMaintenance(context, ways, async (begin) => {
        await begin();
        hasBegun = true;
      }).catch((error: unknown) => error),
    );
    expect(await work).toBeInstanceOf(AbortedError);
    expect([hasBegun, (await site.visit("/cart")).status]).toEqual([false, 200]);
    expect(bench.deeds().at(-1)).toBe("done maintenance-off");
  });
});
