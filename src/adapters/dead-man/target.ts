import { randomUUID } from "node:crypto";
import { RefusedError, ServiceError } from "../../kit/errors.ts";
import type { Executor } from "../../kit/executor.ts";
import type { DeadMan, DeadManOrder } from "../../stages/ports/router.ts";
import { guard } from "./guard.ts";
import { forget, isoOf, look } from "./kept.ts";
import { clockOf, type Home, homeOf } from "./place.ts";
import { type Recipe, scriptOf } from "./recipe.ts";
import { isSet, readTimer, setTimer, unset } from "./timer.ts";

/** A place on the target that can be put back there. */
export interface Guarded {
  readonly exec: Executor;
  /** As `nameOf` makes it. */
  readonly name: string;
  /** What puts this split back, for steps that run in `folder`; looked up anew whenever the switch is renewed. */
  recipe(split: string, folder: string): Promise<Recipe>;
}

/** A guard with files of its own on the target, which a timer or a process there wakes at the deadline. */
export function targetDeadMan(guarded: Guarded): DeadMan {
  const { exec, name } = guarded;
  const home = () => homeOf(exec, name);
  return {
    ways: ["systemd", "process"],
    async arm(split, order) {
      const there = await home();
      await forget(exec, there);
      try {
        await prepare(guarded, there, split);
        const token = randomUUID();
        await exec.writeFile(`${there.folder}/armed`, `${token}\n`, { mode: 0o600 });
        return await setDeadline(guarded, there, token, order);
      } catch (error) {
        // What is not watched over must not look as if it were.
        await forget(exec, there).catch(() => {});
        throw error;
      }
    },
    async renew(order) {
      const there = await home();
      const found = await look(exec, there);
      if (found === null) return null;
      if (found.firedAt !== null) throw fired(exec);
      const split = await exec.readFile(`${there.folder}/split`);
      if (split === null) return null;
      await prepare(guarded, there, split);
      const renewed = await setDeadline(guarded, there, found.token, order);
      if ((await exec.readFile(`${there.folder}/armed`)) !== null) return renewed;
      // Somebody else has disarmed it meanwhile.
      await forget(exec, there);
      return null;
    },
    disarm: async () => forget(exec, await home()),
    async state() {
      const found = await look(exec, await home());
      return found === null ? null : { until: found.until, firedAt: found.firedAt };
    },
  };
}

async function prepare({ exec, recipe }: Guarded, { folder, env }: Home, split: string): Promise<void> {
  const made = await recipe(split, folder);
  const texts = { split, guard, ...made.files, restore: scriptOf(made, env) };
  // Nobody may see half of it: each is renamed into its place.
  for (const [file, text] of Object.entries(texts)) {
    await exec.writeFile(`${folder}/${file}`, text, { mode: file === "restore" || file === "guard" ? 0o700 : 0o600 });
  }
}

/** The new deadline first, then whoever watches over it; the timer before goes last. */
async function setDeadline({ exec, name }: Guarded, home: Home, token: string, { within, by }: DeadManOrder) {
  const { folder } = home;
  const seconds = Math.ceil(((await clockOf(exec)) + within) / 1000);
  await exec.writeFile(`${folder}/deadline`, `${seconds}\n`, { mode: 0o600 });
  const earlier = readTimer(await exec.readFile(`${folder}/timer`));
  const isKept = earlier?.by === "process" && (await isSet(exec, earlier));
  if (!isKept) {
    const timer = await setTimer({ exec, name, home, token, within }, earlier ?? by);
    await exec.writeFile(`${folder}/timer`, JSON.stringify(timer), { mode: 0o600 });
    if (earlier !== null) await unset(exec, earlier);
    if (!(await isSet(exec, timer))) throw ended(exec, folder);
  }
  // Whoever fires takes the deadline away, and may have done so while this was written.
  const found = await look(exec, home);
  if (found !== null && found.firedAt !== null) throw fired(exec);
  return { until: isoOf(seconds) };
}

function fired({ where }: Executor): RefusedError {
  return new RefusedError(`the dead man's switch on ${where} has put traffic back already, so it cannot be renewed`);
}

function ended({ where }: Executor, folder: string): ServiceError {
  return new ServiceError(`the dead man's switch on ${where} ended as soon as it was set`, {
    hint: `See \`${folder}/log\` there.`,
  });
}
