import { channels } from "../../adapters/channels/index.ts";
import { placeholders, unknownPlaceholders } from "../../core/announcement.ts";
import { type Moment, moments } from "../../core/moments.ts";
import { InputError, type Problem } from "../../kit/errors.ts";
import { choice, duration, flag, list, text } from "../../kit/fields.ts";
import { unknownName } from "../../kit/nearest.ts";
import type { NotifyStep } from "../../stages/notify.ts";
import { hookInputs } from "../shapes.ts";
import { hooksOf, openPort, type SectionContext } from "./context.ts";

/** What may be asked of `notify`. */
export const notifySection = {
  name: "notify",
  isRepeatable: true,
  adapters: [channels],
  inputs: {
    moments: list({
      default: "started, done, rolled-back, held, failed",
      description: `When to tell: ${moments.map((name) => `\`${name}\``).join(", ")}.`,
    }),
    moment: choice({
      choices: moments,
      description: "The moment that this step tells of. Without it, the one that the journal says has come.",
    }),
    audience: text({ description: "Who is told, for message and journal. Without it, the item's name." }),
    message: text({
      description: `The text, instead of the built-in one. May hold ${placeholders.map((name) => `\`{${name}}\``).join(", ")}.`,
    }),
    "stable-after": duration({
      default: "1h",
      description: "How long a release has to be live and good until `stable` is told.",
    }),
    required: flag({
      default: "false",
      description: "`true`: the step fails where this message is not delivered. Otherwise it warns.",
    }),
    timeout: duration({ default: "10s", description: "How long a receiver may take to answer." }),
    ...hookInputs,
  },
} as const;

/** Opens the channels of the section. One InputError names every problem. */
export function openNotify(context: SectionContext): readonly NotifyStep[] {
  const problems: Problem[] = [];
  const steps = context.settings.items(notifySection).flatMap((item): NotifyStep[] => {
    const { name, values } = item;
    const where = (input: string) => `notify (${name}): ${input}`;
    problems.push(...wrongMoments(where("moments"), values.moments));
    for (const unknown of unknownPlaceholders(values.message ?? "")) {
      problems.push({ where: where("message"), what: unknownName("placeholder", unknown, placeholders) });
    }
    try {
      const { port, record } = openPort(channels, item, context);
      return [
        {
          item: name,
          channel: record.name,
          port,
          moments: values.moments as readonly Moment[],
          audience: values.audience ?? name,
          template: values.message ?? null,
          stableAfter: values["stable-after"],
          required: values.required,
          timeout: values.timeout,
          hooks: hooksOf(values),
        },
      ];
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(...error.problems.map(({ where: input, what }) => ({ where: where(input), what })));
      return [];
    }
  });
  if (problems.length > 0) throw new InputError(problems);
  return steps;
}

function wrongMoments(where: string, names: readonly string[]): readonly Problem[] {
  const strange = names.filter((name) => !moments.some((moment) => moment === name));
  return strange.map((name) => ({ where, what: unknownName("moment", name, moments) }));
}
