import { createHash } from "node:crypto";
import { InputError, RefusedError } from "../../kit/errors.ts";
import { duration, secret, text } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Router } from "../../stages/ports/router.ts";
import { placeOf } from "./flagd/config-map.ts";
import { flagdDeadMan } from "./flagd/dead-man.ts";
import { askDoor, confirm } from "./flagd/door.ts";
import { shareOf } from "./flagd/rule.ts";
import { type FlagFile, openFlagFile } from "./flagd/split.ts";

/** Splits the traffic by one fractional flag; the active slot stays first, so that nobody is moved back while a weight grows. */
export const flagdRouter = defineAdapter<Router>()({
  name: "flagd",
  summary: "One fractional flag in a flagd flag file that your front door or your services read.",
  inputs: {
    "flagd-file": text({
      description: "The flag definition file (JSON); with `flagd-config-map` its key there.",
      required: true,
    }),
    "flagd-config-map": text({
      description:
        "The ConfigMap that has the file, `NAME` or `NAMESPACE/NAME`, reached by `kubectl`. Pods see a change after up to two minutes.",
    }),
    "flagd-kubectl-context": text({ description: "The context of the kubeconfig; its current one when left out." }),
    "flagd-kubectl-config": secret({
      description: "The text of a kubeconfig, or its path. Left out, `kubectl` finds its own.",
    }),
    "flagd-flag": text({ description: "The flag whose variants are `blue` and `green`.", default: "release" }),
    "flagd-confirm-url": text({
      description: "Address that answers `{sha256, active, weight, inFlight}` of the split really in use.",
    }),
    "flagd-confirm-within": duration({ description: "How long a new split may take to arrive.", default: "5s" }),
  },
  open(inputs, context) {
    const { effects } = context;
    const told = {
      file: inputs["flagd-file"],
      configMap: inputs["flagd-config-map"],
      context: inputs["flagd-kubectl-context"],
      config: inputs["flagd-kubectl-config"],
    };
    const [place, flag] = [placeOf(told, effects), inputs["flagd-flag"]];
    const file = openFlagFile(place, flag);
    const url = checkUrl(inputs["flagd-confirm-url"]);
    return {
      granularity: "any",
      read: file.read,
      restore: file.restore,
      ...changes(file),
      ...(told.configMap === undefined ? { deadMan: flagdDeadMan(place, told.file, flag, context) } : {}),
      async verify(slot, share) {
        const { rule, raw } = await file.look();
        if (shareOf(rule, slot) !== share) return "not-yet";
        if (url === undefined) return "unknown";
        const sha256 = createHash("sha256").update(raw).digest("hex");
        return confirm(effects, url, { sha256, slot, share }, inputs["flagd-confirm-within"]);
      },
      async inFlight(slot) {
        return url === undefined ? null : (await askDoor(effects, url)).inFlight[slot];
      },
    };
  },
});

function changes(file: FlagFile): Pick<Router, "setWeight" | "promote"> {
  return {
    async setWeight(to, weight) {
      if (!Number.isInteger(weight) || weight < 0 || weight > 100) {
        throw new InputError(`a weight is a whole percentage from 0 to 100, not \`${weight}\``);
      }
      await file.change(({ first }) => ({ first, weight: to === first ? 100 - weight : weight }));
    },
    async promote(to) {
      await file.change((rule) => {
        if (shareOf(rule, to) === 100) return { first: to, weight: 0 };
        throw new RefusedError(`slot \`${to}\` gets ${shareOf(rule, to)} % of the traffic and cannot be promoted`, {
          hint: `Give slot \`${to}\` all the traffic first.`,
        });
      });
    },
  };
}

function checkUrl(url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  const parsed = URL.parse(url);
  const isHttp = parsed !== null && /^https?:$/.test(parsed.protocol);
  if (isHttp && parsed.username === "" && parsed.password === "") return url;
  // It may hold a password, so it is not repeated.
  throw new InputError([
    { where: "flagd-confirm-url", what: "must be an http address without a user name or password" },
  ]);
}
