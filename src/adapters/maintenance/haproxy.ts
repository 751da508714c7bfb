import { InputError, ServiceError } from "../../kit/errors.ts";
import type { Executor } from "../../kit/executor.ts";
import { list, text } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Maintenance } from "../../stages/ports/maintenance.ts";
import { type Ask, openSocket, parseAddress } from "../routers/haproxy/socket.ts";
import { checkExempt } from "./exempt.ts";

/** One key of a map that the configuration asks: the seconds to wait, or `off`. */
export const haproxyMaintenance = defineAdapter<Maintenance>()({
  name: "haproxy",
  summary: "A map of a running HAProxy, changed through its Runtime API; a rule of yours answers 503 by it.",
  inputs: {
    "haproxy-socket": text({
      description: "Its `stats socket` of `level admin`: an absolute path, or `tcp:host:port`.",
      required: true,
    }),
    "haproxy-map": text({
      description:
        'The map\'s file (absolute path), written as well, so that a reload keeps it. In the `frontend`: `http-request set-var(txn.wait) str(maintenance),map(FILE,off)`, then `http-request return status 503 hdr Retry-After "%[var(txn.wait)]" if !exempt !{ var(txn.wait) -m str off }`.',
      required: true,
    }),
    "haproxy-exempt": list({
      description: "Paths that the rule's `exempt` lets through; the first one is asked by `confirm-url`.",
    }),
  },
  open(inputs, { effects, executor = effects.exec }) {
    const address = parseAddress(inputs["haproxy-socket"]);
    const map = inputs["haproxy-map"];
    const problems = [
      ...(address === null ? [{ where: "haproxy-socket", what: "must be an absolute path or `tcp:host:port`" }] : []),
      ...(/^\/[\w./@+-]+$/.test(map) ? [] : [{ where: "haproxy-map", what: "must be an absolute path" }]),
    ];
    if (address === null || problems.length > 0) throw new InputError(problems);
    const ask = openSocket(address, executor);
    const write = (value: string) => change({ ask, map, executor }, value);
    const state = async () => ({ on: isOn(await valueIn(ask, map)) });
    return {
      exempt: checkExempt("haproxy-exempt", inputs["haproxy-exempt"] ?? []),
      state,
      enter: (retryAfter) => write(String(retryAfter)),
      leave: () => write(off),
      // The next request is judged by it; a map is known only where a rule asks it.
      verify: async (on) => ((await state()).on === on ? "in-effect" : "not-yet"),
    };
  },
});

const key = "maintenance";
const off = "off";

function isOn(value: string | null): boolean {
  return value !== null && value !== off;
}

/** The value of the key; null where the map has none. */
async function valueIn(ask: Ask, map: string): Promise<string | null> {
  const [said = ""] = await ask([`show map ${map}`]);
  if (/^Unknown map|^Permission denied|^Unknown command/m.test(said)) throw refused(map, said);
  const line = said.split("\n").map((one) => one.split(" "));
  return line.find(([, name]) => name === key)?.[2] ?? null;
}

interface Place {
  readonly ask: Ask;
  readonly map: string;
  readonly executor: Executor;
}

/** The file first: what HAProxy does must not be lost at its next reload. What fails is put back, in both. */
async function change({ ask, map, executor }: Place, value: string): Promise<void> {
  const before = await valueIn(ask, map);
  const text = await executor.readFile(map);
  await executor.writeFile(map, withKey(text ?? "", value), { mode: 0o644 });
  try {
    await set(ask, map, value);
  } catch (error) {
    const back = text === null ? executor.remove(map) : executor.writeFile(map, text, { mode: 0o644 });
    const second = await back.then(() => null).catch((failure: Error) => failure);
    // An answer that was broken off may be one to a change that was made.
    await set(ask, map, before ?? off).catch(() => {});
    if (second === null) throw error;
    throw new ServiceError(`${(error as Error).message}; \`${map}\` could not be put back: ${second.message}`, {
      hint: `It says \`${key} ${value}\`, which counts from HAProxy's next reload: run \`deploy-actions maintenance off\`, or put it right.`,
      cause: error,
    });
  }
}

/** The map's file with this value for our key; whatever else stands in it stays. */
function withKey(text: string, value: string): string {
  const others = text.split("\n").filter((line) => line.trim().split(/\s+/)[0] !== key);
  const rest = others.join("\n");
  return `${rest}${rest === "" || rest.endsWith("\n") ? "" : "\n"}${key} ${value}\n`;
}

async function set(ask: Ask, map: string, value: string): Promise<void> {
  const verb = (await valueIn(ask, map)) === null ? "add" : "set";
  const [said = ""] = await ask([`${verb} map ${map} ${key} ${value}`]);
  if (said.trim() !== "") throw refused(map, said);
}

function refused(map: string, said: string): ServiceError {
  return new ServiceError(`HAProxy does not change the map \`${map}\`: ${(said.split("\n")[0] ?? "").slice(0, 200)}`, {
    hint: "Give the socket `level admin`, and let a rule of the configuration ask the map, by this very path.",
  });
}
