import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { commandHost } from "../../../src/adapters/hosts/command.ts";
import type { Slot } from "../../../src/core/slots.ts";
import type { Effects } from "../../../src/kit/effects.ts";
import { InputError } from "../../../src/kit/errors.ts";
import type { Executor } from "../../../src/kit/executor.ts";
import type { Host } from "../../../src/stages/ports/host.ts";
import { processBench } from "./bench.ts";

/** The command of a user: asks the one who runs the slots, prints what he says and ends with his code. */
const script = `
[ "$2" = slots ] && echo "told by command-slots" >&2
line='
'
said=$(curl -sS --noproxy '*' --data-binary "$SLOT,$RELEASE,$VERSION,$GRACE" "$1/$2"; echo .)
code=\${said%%"$line"*}
said=\${said#*"$line"}
printf %s "\${said%.}"
exit "$code"
`;

/** Parses inputs as the configuration would, and opens the host. */
function openCommand(inputs: Record<string, unknown>, effects: Effects, executor?: Executor): Host {
  const values = Object.entries(commandHost.inputs).map(([name, field]) => {
    const given = inputs[name] ?? field.default;
    return [name, given === undefined ? undefined : field.parse(given)];
  });
  const context = { effects, application: "shop", environment: "test", ...(executor && { executor }) };
  // biome-ignore lint/suspicious/noExplicitAny: the names are those of the inputs
  return commandHost.open(Object.fromEntries(values) as any, context);
}

type Faults = Record<string, { code: number; text: string }>;

/** Two slots of real processes that are told and changed by commands; a deed in `faults` only prints its text and ends with its code. */
export async function commandBench(extra: Record<string, unknown> = {}, reach?: (effects: Effects) => Executor) {
  const slots = await processBench();
  const executor = reach?.(slots.effects);
  let faults: Faults = {};
  const server = createServer(async (request, response) => {
    const deed = request.url?.slice(1) ?? "";
    const { code, text: said } = faults[deed] ?? (await answer(slots.open(), deed, request, slots.root));
    response.end(`${code}\n${said}`);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const path = join(slots.folder, "slots.sh");
  writeFileSync(path, script);
  const words = (deed: string) => ["sh", path, `http://127.0.0.1:${(server.address() as AddressInfo).port}`, deed];
  const deeds = ["slots", "prepare", "start", "stop", "ready", "log"];
  const { blue, green } = slots.ports;
  const inputs = {
    ...Object.fromEntries(deeds.map((deed) => [`command-${deed}`, words(deed)])),
    "command-urls": { blue: `http://127.0.0.1:${blue}`, green: `http://127.0.0.1:${green}` },
    ...extra,
  };
  return {
    releases: slots.releases,
    faults: (given: Faults) => {
      faults = given;
    },
    open: (more: Record<string, unknown> = {}) => openCommand({ ...inputs, ...more }, slots.effects, executor),
    kill: (slot: Slot) => slots.kill(slot),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await slots[Symbol.asyncDispose]();
    },
  };
}

async function answer(host: Host, deed: string, request: IncomingMessage, root: string) {
  const [named = "", commit = "", version = "", grace = ""] = (await text(request)).split(",");
  const slot = named as Slot;
  const release = { commit, version };
  const log = join(root, slot, `${commit}.log`);
  const told = (state: object) => ({ ...state, url: undefined });
  const deeds: Readonly<Record<string, () => Promise<unknown>>> = {
    async slots() {
      const { blue, green } = await host.slots();
      return JSON.stringify({ blue: told(blue), green: told(green) });
    },
    prepare: () => host.prepare(slot, release),
    start: () => host.start(slot, release),
    stop: () => host.stop(slot, Number(grace) * 1000),
    log: async () => (existsSync(log) ? readFileSync(log, "utf8") : ""),
  };
  try {
    if (deed === "ready") return { code: (await host.ready(slot, release, 300)).ready ? 0 : 1, text: "" };
    return { code: 0, text: String((await deeds[deed]?.()) ?? "") };
  } catch (error) {
    return { code: error instanceof InputError ? 3 : 9, text: (error as Error).message };
  }
}
