import { ActionError } from "../../../kit/errors.ts";
import type { KubeObject } from "./objects.ts";
import { kubectlOf, type Place } from "./place.ts";
import { isReady, type Trouble } from "./pod-trouble.ts";

const lines = 20;

/** The last lines of the container that has the trouble, or of a pod that is not ready; what it left behind when it ended where the log cannot be had. */
export async function lastLines(
  place: Place,
  { log, message }: Pick<Trouble, "log" | "message">,
  pods: readonly KubeObject[],
): Promise<string> {
  const from = log ?? unready(pods);
  if (from === null) return message;
  const previous = from.isPrevious ? ["--previous"] : [];
  const words = ["logs", from.pod, "-c", from.container, `--tail=${lines}`, ...previous];
  try {
    const said = await kubectlOf(place).read(words, `the log of pod \`${from.pod}\` cannot be read`);
    return place.effects.redact(said.trimEnd()) || place.effects.redact(message);
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    return place.effects.redact(message) || error.message;
  }
}

function unready(pods: readonly KubeObject[]): Trouble["log"] {
  const statuses = pods
    .filter((pod) => !isReady(pod))
    .flatMap(({ metadata, status }) => {
      const all: readonly { name: string; ready?: boolean; state?: object }[] = status?.containerStatuses ?? [];
      return all.map((one) => ({ ...one, pod: metadata.name }));
    });
  const found = statuses.find(({ ready, state }) => ready !== true && state !== undefined && "running" in state);
  return found === undefined ? null : { pod: found.pod, container: found.name, isPrevious: false };
}
