import { jsonAt } from "../../src/core/checks.ts";
import type { Bench } from "./bench.ts";
import { shareAt } from "./router.ts";

/** The two slots and the front door of a bench, as `fetch` sees them; a test may answer in their place. */
export interface Site {
  readonly fetch: typeof fetch;
  /** Every request, in order: `GET http://green.test/health`. */
  readonly requests: { readonly line: string; readonly init: RequestInit }[];
  answer: (url: URL, init: RequestInit) => Response | Promise<Response> | undefined;
}

/** The public address of the bench. */
export const door = "http://door.test";

/** What is behind the addresses of the bench: `/health` tells the commit, everything else answers 200. */
export function siteOf(bench: Bench): Site {
  const site: Site = {
    requests: [],
    answer: () => undefined,
    async fetch(input, init = {}) {
      init.signal?.throwIfAborted();
      const url = new URL(String(input));
      site.requests.push({ line: `${init.method} ${url.origin}${url.pathname}`, init });
      return (await site.answer(url, init)) ?? behind(bench, url);
    },
  };
  return site;
}

function behind(bench: Bench, url: URL): Response {
  const active = shareAt(bench.router, "green") > 50 ? "green" : "blue";
  const slot = url.host === "door.test" ? active : url.host === "green.test" ? "green" : "blue";
  const state = bench.host.slots[slot];
  const commit = jsonAt(state, "$.commit");
  if (state.status !== "ready") throw new TypeError("fetch failed", { cause: { code: "ECONNREFUSED" } });
  return Response.json({ status: "ok", commit });
}
