import { isAbsolute, resolve } from "node:path";
import * as z from "zod/mini";
import type { Slot } from "../../core/slots.ts";
import type { Effects } from "../../kit/effects.ts";
import { InputError, RefusedError, ServiceError } from "../../kit/errors.ts";
import { duration, structure, text, words } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Host, ReleaseName } from "../../stages/ports/host.ts";
import { askSlots, slotState } from "./command/answers.ts";
import { ready } from "./command/ready.ts";
import { about, act, type Commands } from "./command/run.ts";
import { checkRelease } from "./process/check.ts";

type Urls = Readonly<Record<Slot, string>>;

/** Runs releases by commands of the user. What counts is what `command-slots` says afterwards, not how a command ended. */
export const commandHost = defineAdapter<Host>()({
  name: "command",
  summary: "Your own commands that prepare, start and stop two slots and tell their state.",
  inputs: {
    "command-slots": words({
      description:
        'Prints `{"blue": {"status": "ready", "commit": "<40 hex>", "version": "v1", "since": null}, "green": {"status": "empty"}}` and changes nothing; a status is empty, stopped, starting, ready or unhealthy.',
      required: true,
    }),
    "command-prepare": words({
      description:
        "Puts the release $RELEASE (a commit, called $VERSION) into slot $SLOT; what ran there is stopped once the files are there. Exit code 3: there is no such release.",
      required: true,
    }),
    "command-start": words({ description: "Starts $RELEASE in $SLOT and does not wait.", required: true }),
    "command-stop": words({
      description: "Stops what runs in $SLOT: asks, waits $GRACE seconds, insists.",
      required: true,
    }),
    "command-ready": words({
      description:
        "Exit code 0: $RELEASE is ready in $SLOT; 1: not yet; any other: it will not be. Without it, `command-slots` is asked until it says so.",
    }),
    "command-log": words({ description: "Prints the last lines of $RELEASE in $SLOT." }),
    "command-urls": structure(z.strictObject({ blue: z.url(), green: z.url() }), {
      description: "Where each slot answers: `{blue: http://…, green: http://…}`.",
      required: true,
    }),
    "command-folder": text({
      description: "Absolute folder of a release's files on this machine, with `{slot}` and `{release}`.",
    }),
    "command-time-limit": duration({ description: "How long one of these commands may take.", default: "15m" }),
  },
  open(given, { effects, executor }) {
    const folder = given["command-folder"];
    if (folder !== undefined && !isAbsolute(folder)) {
      throw new InputError([{ where: "command-folder", what: "must be an absolute path" }]);
    }
    const commands: Commands = {
      executor: executor ?? effects.exec,
      slots: given["command-slots"],
      prepare: given["command-prepare"],
      start: given["command-start"],
      stop: given["command-stop"],
      ready: given["command-ready"],
      log: given["command-log"],
      timeout: given["command-time-limit"],
    };
    return hostOf(commands, given["command-urls"], folder, effects);
  },
});

function hostOf(commands: Commands, urls: Urls, folder: string | undefined, effects: Effects): Host {
  return {
    async slots() {
      const { blue, green } = await askSlots(commands);
      return { blue: slotState(blue, urls.blue), green: slotState(green, urls.green) };
    },
    async prepare(slot, release, signal) {
      checkRelease(release);
      await act(commands, "prepare", about(slot, release), { signal });
      const after = (await askSlots(commands))[slot];
      if (after.status === "stopped" && after.commit === release.commit) return;
      throw disobeyed("prepare", `slot \`${slot}\` is ${after.status} and not stopped with ${release.commit}`);
    },
    start: (slot, release) => start(commands, slot, release),
    ready: (slot, release, within, signal) => ready(commands, effects, { slot, release, within, signal }),
    async stop(slot, grace) {
      const isStopped = async () => ["empty", "stopped"].includes((await askSlots(commands))[slot].status);
      if (await isStopped()) return;
      const env = { ...about(slot, null), GRACE: String(Math.ceil(grace / 1000)) };
      await act(commands, "stop", env, { timeout: commands.timeout + grace });
      if (!(await isStopped())) throw disobeyed("stop", `slot \`${slot}\` still runs`);
    },
    url: (slot) => urls[slot],
    folder(slot, release) {
      checkRelease(release);
      if (folder === undefined || !commands.executor.isHere) return null;
      return resolve(folder.replaceAll("{slot}", slot).replaceAll("{release}", release.commit));
    },
  };
}

async function start(commands: Commands, slot: Slot, release: ReleaseName): Promise<void> {
  const held = (await askSlots(commands))[slot];
  if (held.status === "empty" || held.commit !== release.commit) {
    const what = held.status === "empty" ? "no release" : `\`${held.version}\` (${held.commit})`;
    throw new RefusedError(`slot \`${slot}\` holds ${what}, not \`${release.version}\` (${release.commit})`, {
      hint: "Prepare the release in this slot first.",
    });
  }
  if (held.status === "stopped" || held.status === "unhealthy") await act(commands, "start", about(slot, release));
}

function disobeyed(deed: string, what: string): ServiceError {
  return new ServiceError(`\`command-${deed}\` ended well, but \`command-slots\` says that ${what}`, {
    hint: "Compare the two commands by hand: the state that is told has to be the one that is there.",
  });
}
