import { expect, test } from "vitest";
import type { Maintenance } from "../../src/stages/ports/maintenance.ts";

export interface MaintenanceFixture extends AsyncDisposable {
  /** Opens it anew, as another process would. */
  open(): Maintenance;
  /** What a visitor gets of a path; absent where nobody serves. */
  visit?(path: string): Promise<{ readonly status: number; readonly retryAfter: string | null }>;
}

/** What holds for everything that turns visitors away. */
export function maintenanceContract(name: string, make: () => Promise<MaintenanceFixture>): void {
  test(`${name}: it is off at first, and turning it off then changes nothing`, async () => {
    await using fixture = await make();
    expect(await fixture.open().state()).toEqual({ on: false });
    await fixture.open().leave();
    expect(await fixture.open().state()).toEqual({ on: false });
    expect(await fixture.open().verify(false)).not.toBe("not-yet");
    if (fixture.visit !== undefined) expect((await fixture.visit("/")).status).toBe(200);
  });

  test(`${name}: on means 503 with Retry-After for everything that is not exempt; another process turns it off`, async () => {
    await using fixture = await make();
    await fixture.open().enter(30);
    await fixture.open().enter(90);
    expect(await fixture.open().state()).toEqual({ on: true });
    expect(await fixture.open().verify(false)).toBe("not-yet");
    expect(await fixture.open().verify(true)).not.toBe("not-yet");
    if (fixture.visit !== undefined) {
      const { visit } = fixture;
      await expect.poll(() => visit("/cart")).toEqual({ status: 503, retryAfter: "90" });
      const [exempt] = fixture.open().exempt;
      if (exempt !== undefined) expect((await visit(exempt)).status).toBe(200);
    }
    await fixture.open().leave();
    await fixture.open().leave();
    expect(await fixture.open().state()).toEqual({ on: false });
    if (fixture.visit !== undefined) await expect.poll(async () => (await fixture.visit?.("/cart"))?.status).toBe(200);
  });
}
