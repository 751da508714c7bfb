import { join, resolve } from "node:path";
import * as z from "zod/mini";
import type { Slot } from "../../core/slots.ts";
import { list, structure, text, words } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Host } from "../../stages/ports/host.ts";
import { checkPorts, checkRelease, checkRest } from "./process/check.ts";
import { look, slotState } from "./process/look.ts";
import { type Place, releaseFolder } from "./process/place.ts";
import { ready } from "./process/ready.ts";
import { start } from "./process/start.ts";
import { writeState } from "./process/state.ts";
import { stop } from "./process/stop.ts";
import { unpack } from "./process/unpack.ts";

const graceBeforeReplacing = 10_000;

const inputs = {
  "process-root": text({ description: "Folder that holds the releases of both slots.", required: true }),
  "process-ports": list({ description: "Two ports: the one of blue, the one of green.", default: "4101, 4102" }),
  "process-command": words({ description: "Starts a release in its folder; it listens on $PORT.", required: true }),
  "process-env": structure(z.record(z.string(), z.string()), {
    description: "Environment variables for the release, besides PATH, HOME, LANG and TMPDIR.",
  }),
  "process-health": text({
    description: "Path that answers `{status: ok, version, commit: $RELEASE, instance: $SLOT_TOKEN}`.",
    default: "/health",
  }),
  "process-repository": text({ description: "Git repository that releases are taken from.", default: "." }),
};

/** Runs each slot as a process on this machine, with a port and a folder of its own. */
export const processHost = defineAdapter<Host>()({
  name: "process",
  summary: "Two processes on this machine, each with a port and a folder of its own.",
  inputs,
  open(given, { effects }) {
    const [blue, green] = checkPorts("process", given["process-ports"]);
    const env = given["process-env"] ?? {};
    checkRest("process", given["process-health"], env);
    const root = resolve(effects.folder, given["process-root"]);
    const place = (slot: Slot, port: number): Place => ({
      adapter: "process",
      slot,
      port,
      url: `http://127.0.0.1:${port}`,
      healthUrl: `http://127.0.0.1:${port}${given["process-health"]}`,
      folder: join(root, slot),
      stateFile: join(root, slot, "slot.json"),
      command: given["process-command"],
      env,
      repository: resolve(effects.folder, given["process-repository"]),
      git: effects.exec,
      effects,
    });
    return hostOf({ blue: place("blue", blue), green: place("green", green) });
  },
});

function hostOf(places: Readonly<Record<Slot, Place>>): Host {
  return {
    async slots() {
      const [blue, green] = await Promise.all([look(places.blue), look(places.green)]);
      return { blue: slotState(places.blue, blue), green: slotState(places.green, green) };
    },
    async prepare(slot, release, signal) {
      checkRelease(release);
      const place = places[slot];
      // Files first: a release that cannot be had must not cost the one that runs.
      await unpack(place, release, signal);
      await stop(place, graceBeforeReplacing);
      const { commit, version } = release;
      await writeState(place, { format: 1, commit, version, port: place.port, run: null });
    },
    start: (slot, release) => start(places[slot], release),
    ready: (slot, release, within, signal) => ready(places[slot], release, within, signal),
    stop: (slot, grace) => stop(places[slot], grace),
    url: (slot) => places[slot].url,
    folder(slot, release) {
      checkRelease(release);
      return releaseFolder(places[slot], release.commit);
    },
  };
}
