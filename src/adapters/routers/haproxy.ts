import { duration, list, text } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Router } from "../../stages/ports/router.ts";
import { look } from "./haproxy/backend.ts";
import { haproxyDeadMan } from "./haproxy/dead-man.ts";
import { awaitEffect, type Way } from "./haproxy/health.ts";
import { checkPlace } from "./haproxy/place.ts";
import { parseSettings, printSettings } from "./haproxy/raw.ts";
import { isEdited, portionOf, type Settings, splitOf, steady } from "./haproxy/share.ts";
import { openSocket } from "./haproxy/socket.ts";
import { keepState, type StateFile } from "./haproxy/state-file.ts";
import { settingsOf, write } from "./haproxy/write.ts";
import { splittingRouter } from "./splitting/splitting.ts";

/** Splits by the weights of two servers of a running HAProxy; who has a cookie for a slot stays there until it has no traffic. */
export const haproxyRouter = defineAdapter<Router>()({
  name: "haproxy",
  summary: "The weights of two servers in a backend of a running HAProxy, through its Runtime API.",
  inputs: {
    "haproxy-socket": text({
      description: "Its `stats socket` of `level admin`: an absolute path, or `tcp:host:port`.",
      required: true,
    }),
    "haproxy-backend": text({ description: "The backend of the two servers.", required: true }),
    "haproxy-servers": list({
      description: "Names of the servers of slot blue and slot green in that backend.",
      default: "blue, green",
    }),
    "haproxy-state-file": text({
      description:
        "File (absolute path) that each change writes for `load-server-state-from-file`, so that a reload keeps the split.",
    }),
    "haproxy-confirm-within": duration({
      description:
        "How long a server has for passing a health check, and then for getting its full share (`slowstart`).",
      default: "10s",
    }),
  },
  open(inputs, context) {
    const { address, ...place } = checkPlace(inputs);
    const { effects } = context;
    const executor = context.executor ?? effects.exec;
    const way: Way = {
      ask: openSocket(address, executor),
      place,
      effects,
      within: inputs["haproxy-confirm-within"],
    };
    const stateFile = inputs["haproxy-state-file"];
    return {
      ...haproxyOf(way, { path: stateFile, executor, log: effects.log }),
      deadMan: haproxyDeadMan({ exec: executor, place, address, stateFile }, context),
    };
  },
});

function haproxyOf(way: Way, file: StateFile): Router {
  const { ask, place } = way;
  // What was read or written last: other weights of an agent are no edit of it.
  let known: Settings | null = null;
  const warn = warnOnce(way);
  const change = async (settings: Settings, expected: Settings | null) => {
    known = null;
    await write(way, settings, expected);
    await keepState(ask, file, portionOf(settings.blue) === 0 || portionOf(settings.green) === 0);
  };
  const router = splittingRouter({
    granularity: "any",
    async load() {
      const { servers } = await look(ask, place);
      const { green, isExact } = splitOf(place, servers);
      if (!isExact) warn(green);
      if (known === null || isEdited(servers, known)) known = steady(servers);
      return { green, raw: printSettings(place, known) };
    },
    store: (green, { raw }) => change(settingsOf(green), parseSettings(place, raw)),
    put: (raw) => change(parseSettings(place, raw), null),
    effect: () => awaitEffect(way),
    inFlight: async (slot) => (await look(ask, place)).servers[slot].sessions,
  });
  // A configuration that begins with weight 0, or has lost its state at a reload, still lets visitors with a cookie in.
  const settle = async () => {
    const { servers } = await look(ask, place);
    const { green } = splitOf(place, servers);
    const idle = green === 0 ? "green" : "blue";
    if (green % 100 !== 0 || servers[idle].state === "maint") return;
    await router.restore(printSettings(place, settingsOf(green)));
  };
  return {
    ...router,
    read() {
      known = null;
      return router.read();
    },
    setWeight: (to, weight) => router.setWeight(to, weight).then(settle),
    promote: (to) => router.promote(to).then(settle),
  };
}

function warnOnce({ place, effects }: Way): (green: number) => void {
  let isSaid = false;
  return (green) => {
    if (isSaid) return;
    isSaid = true;
    const { backend, servers } = place;
    const what = `an \`agent-check\` has changed a weight of backend \`${backend}\`: slot green gets about ${green} %`;
    const orders = Object.values(servers).map((server) => `\`disable agent ${backend}/${server}\``);
    effects.log.warn(`${what}, and no percentage lasts; ${orders.join(" and ")} before a release lets it`);
  };
}
