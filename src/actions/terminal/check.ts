import { defineAction } from "../../kit/action.ts";
import { ActionError, RefusedError } from "../../kit/errors.ts";
import type { Chain } from "../../stages/chain.ts";
import { openChain, openDeployment, sectionsFor } from "../deployment.ts";
import { requireTimes } from "../release-times.ts";

interface Line {
  readonly what: string;
  readonly found: string;
  readonly isWell: boolean;
}

/** The command `check`: reads the configuration and asks everything that it names whether it is there. */
export const check = defineAction({
  name: "check",
  isRepeatable: false,
  adapters: [],
  inputs: {},
  summary: "Check the configuration and whether everything that it names is there. Changes nothing.",
  outputs: {},
  async run(task) {
    const deployment = await openDeployment(task);
    const sections = sectionsFor(deployment, deployment.release.commit);
    const chain = openChain(sections);
    const lines = [
      await ask(
        "journal",
        async () => `${deployment.journal.location}: ${(await deployment.journal.head()).at ?? "empty"}`,
      ),
      await ask("freeze and window", () => requireTimes(sections)),
      ...(await askChain(chain)),
    ];
    const summary = lines
      .map(({ what, found, isWell }) => `${isWell ? "ok  " : "BAD "}  ${what.padEnd(24)} ${found}`)
      .join("\n");
    const bad = lines.filter(({ isWell }) => !isWell);
    if (bad.length === 0) return { outputs: {}, summary };
    return {
      outputs: {},
      summary,
      failure: new RefusedError(`${bad.length} of ${lines.length} parts are not as they have to be`),
    };
  },
});

async function askChain(chain: Chain): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const { item, database, store } of chain.backups) {
    lines.push(await ask(`database ${item}`, async () => Object.values(await database.port.identity()).join(" ")));
    lines.push(
      await ask(`store ${item}`, async () => `${store.port.location}: ${(await store.port.list()).length} backups`),
    );
  }
  const { migrate, slot } = chain;
  if (migrate !== null) {
    lines.push(
      await ask("migrations", async () => {
        const { applied, pending } = await migrate.migrator.port.state();
        return `${applied.length} applied, ${pending.length} pending`;
      }),
    );
  }
  if (slot !== null) {
    lines.push(
      await ask("slots", async () =>
        Object.entries(await slot.host.port.slots())
          .map(([name, { status }]) => `${name} ${status}`)
          .join(", "),
      ),
    );
  }
  for (const { item, router } of chain.shifts) {
    lines.push(
      await ask(`router ${item}`, async () => {
        const { active, weight } = await router.port.read();
        return `${active} is active, ${weight} % go to the other slot`;
      }),
    );
  }
  return lines;
}

async function ask(what: string, question: () => Promise<string>): Promise<Line> {
  try {
    return { what, found: await question(), isWell: true };
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    return { what, found: [error.message, error.hint ?? ""].join(" ").trim(), isWell: false };
  }
}
