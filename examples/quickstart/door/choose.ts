import { type EvaluationContext, OpenFeature, type Provider } from "@openfeature/server-sdk";
import type { FlagFile } from "./flag-file.ts";
import type { Slot } from "./rule.ts";

/** Chooses the slot of each visitor by the flag `release`, as any application would: through OpenFeature. */
export async function slotChooser(flags: FlagFile): Promise<(visitor: string) => Promise<Slot>> {
  const evaluator = () => flags.current().evaluator;
  const provider: Provider = {
    metadata: { name: "flagd-file" },
    runsOn: "server",
    resolveBooleanEvaluation: async (...flag: Resolve<boolean>) => evaluator().resolveBooleanEvaluation(...flag),
    resolveStringEvaluation: async (...flag: Resolve<string>) => evaluator().resolveStringEvaluation(...flag),
    resolveNumberEvaluation: async (...flag: Resolve<number>) => evaluator().resolveNumberEvaluation(...flag),
    resolveObjectEvaluation: async (...flag: Resolve<never>) => evaluator().resolveObjectEvaluation(...flag),
  };
  await OpenFeature.setProviderAndWait(provider);
  const client = OpenFeature.getClient();
  return async (visitor) => {
    const { value, errorMessage } = await client.getStringDetails("release", "", { targetingKey: visitor });
    if (value === "blue" || value === "green") return value;
    throw new Error(errorMessage ?? `the flag \`release\` is \`${value}\``);
  };
}

type Resolve<T> = [flagKey: string, defaultValue: T, context: EvaluationContext];
