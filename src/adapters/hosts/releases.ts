import { readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type { Slot } from "../../core/slots.ts";
import { InputError } from "../../kit/errors.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Host, ReleaseName } from "../../stages/ports/host.ts";
import { fetchThere, isLoopback } from "../executors/fetch-there.ts";
import { drift } from "./releases/digests.ts";
import { readHeld } from "./releases/hold.ts";
import { inputs } from "./releases/inputs.ts";
import { readLinks } from "./releases/links.ts";
import { look } from "./releases/look.ts";
import type { Place } from "./releases/place.ts";
import { prepare } from "./releases/prepare.ts";
import { ready, start, stop } from "./releases/ready.ts";
import { settingsOf } from "./releases/settings.ts";

/** Release folders on a server; each slot is a link to one of them. Needs GNU tar, find and coreutils there. */
export const releasesHost = defineAdapter<Host>()({
  name: "releases",
  summary: "Release folders on a server, for PHP or Node behind nginx; each slot is a link to one of them.",
  inputs,
  open(given, context) {
    const { effects, executor } = context;
    const { settings, urls } = settingsOf(given, context);
    const target = executor ?? effects.exec;
    const place = (slot: Slot): Place => ({ slot, url: urls[slot], settings, effects, target });
    const isAskedThere = !target.isHere && [urls.blue, urls.green].some(isLoopback);
    const host = hostOf({ blue: place("blue"), green: place("green") });
    return isAskedThere ? { ...host, fetch: fetchThere(target) } : host;
  },
});

function hostOf(places: Readonly<Record<Slot, Place>>): Host {
  return {
    async slots() {
      const links = await readLinks(places.blue);
      const [blue, green] = await Promise.all([look(places.blue, links), look(places.green, links)]);
      return { blue, green };
    },
    async prepare(slot, release, signal) {
      checkCommit(release);
      await prepare(places[slot], release, signal);
    },
    start: (slot, release) => start(places[slot], release),
    ready: (slot, release, within, signal) => ready(places[slot], release, within, signal),
    stop: async (slot, grace) => stop(places[slot], await readHeld(places[slot]), grace),
    url: (slot) => places[slot].url,
    folder(slot, release) {
      checkCommit(release);
      return folderHere(places[slot], release);
    },
    drift: (slot) => drift(places[slot]),
  };
}

/** The release's own folder, so that a link that is switched meanwhile changes nothing. */
function folderHere({ slot, settings, target }: Place, { commit }: ReleaseName): string | null {
  if (!target.isHere) return null;
  try {
    const folder = realpathSync(join(settings.root, slot));
    return readFileSync(join(folder, "REVISION"), "utf8").trim() === commit ? folder : null;
  } catch {
    return null;
  }
}

function checkCommit({ commit }: ReleaseName): void {
  if (/^[0-9a-f]{40}$/.test(commit)) return;
  throw new InputError([{ where: "release", what: `must be a commit of 40 hexadecimal digits, not \`${commit}\`` }]);
}
