import { posix, resolve } from "node:path";
import type { Slot } from "../../core/slots.ts";
import type { Problem } from "../../kit/errors.ts";
import type { Words } from "../../kit/executor.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Host } from "../../stages/ports/host.ts";
import { fetchThere } from "../executors/fetch-there.ts";
import { checkPorts, checkRelease, checkRest } from "./process/check.ts";
import { releaseFolder } from "./process/place.ts";
import { inputs } from "./systemd/inputs.ts";
import { look, slotState } from "./systemd/look.ts";
import { type UnitPlace, unitName } from "./systemd/place.ts";
import { prepare } from "./systemd/prepare.ts";
import { ready } from "./systemd/ready.ts";
import { checkValues } from "./systemd/slot-env.ts";
import { start } from "./systemd/start.ts";
import { stop } from "./systemd/stop.ts";

/** Runs each slot as a unit of systemd on one server; systemd starts it again after a reboot or a crash. */
export const systemdHost = defineAdapter<Host>()({
  name: "systemd",
  summary: "Two units of systemd on one server, each with a port and a folder of its own.",
  inputs,
  open(given, { effects, executor }) {
    const exec = executor ?? effects.exec;
    const [blue, green] = checkPorts("systemd", given["systemd-ports"]);
    const env = given["systemd-env"] ?? {};
    const [root, unit, address] = [given["systemd-root"], given["systemd-unit"], given["systemd-address"]];
    checkRest("systemd", given["systemd-health"], env, problemsOf(root, unit, address));
    checkValues(env);
    const isAskedThere = !exec.isHere && address === undefined;
    const asking = isAskedThere ? { fetch: fetchThere(exec) } : {};
    const there = { ...effects, exec, ...asking };
    const place = (slot: Slot, port: number): UnitPlace => ({
      adapter: "systemd",
      slot,
      port,
      url: `http://${address ?? "127.0.0.1"}:${port}`,
      healthUrl: `http://${address ?? "127.0.0.1"}:${port}${given["systemd-health"]}`,
      folder: posix.join(root, slot),
      stateFile: posix.join(root, slot, "slot.json"),
      command: given["systemd-systemctl"],
      env,
      repository: resolve(effects.folder, given["systemd-repository"]),
      git: effects.exec,
      effects: there,
      unit: unitName(unit, slot),
      systemctl: given["systemd-systemctl"],
      journalctl: given["systemd-journalctl"],
      build: (given["systemd-build"] ?? []) as readonly Words[],
      buildWithin: given["systemd-build-within"],
      keep: given["systemd-keep"],
    });
    return { ...hostOf({ blue: place("blue", blue), green: place("green", green) }), ...asking };
  },
});

function hostOf(places: Readonly<Record<Slot, UnitPlace>>): Host {
  return {
    async slots() {
      const [blue, green] = await Promise.all([look(places.blue), look(places.green)]);
      return { blue: slotState(places.blue, blue), green: slotState(places.green, green) };
    },
    async prepare(slot, release, signal) {
      checkRelease(release);
      await prepare(places[slot], release, signal);
    },
    start: (slot, release) => start(places[slot], release),
    ready: (slot, release, within, signal) => ready(places[slot], release, within, signal),
    stop: (slot, grace) => stop(places[slot], grace),
    url: (slot) => places[slot].url,
    folder(slot, release) {
      checkRelease(release);
      return places[slot].effects.exec.isHere ? releaseFolder(places[slot], release.commit) : null;
    },
  };
}

function problemsOf(root: string, unit: string, address: string | undefined): readonly Problem[] {
  const problem = (isWrong: boolean, where: string, what: string) => (isWrong ? [{ where, what }] : []);
  const isUnit = /^[A-Za-z0-9:_.@%-]+$/.test(unit) && !unit.startsWith("-") && (/%s/.test(unit) || unit.endsWith("@"));
  const isAddress = address === undefined || /^[\w.-]+$|^\[[\da-fA-F:.]+\]$/.test(address);
  return [
    ...problem(!posix.isAbsolute(root), "systemd-root", "must be an absolute path: the unit names it too"),
    ...problem(!isUnit, "systemd-unit", "must be a template such as `app@`, or a name with `%s` for the slot"),
    ...problem(!isAddress, "systemd-address", "must be a name or an address, without a port"),
  ];
}
