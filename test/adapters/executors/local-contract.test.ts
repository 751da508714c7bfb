import { executorContract } from "../../contracts/executor.ts";
import { testEffects } from "../../effects.ts";

executorContract("local", async () => ({ executor: testEffects().exec, async [Symbol.asyncDispose]() {} }));
