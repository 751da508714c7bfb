import { onTestFinished } from "vitest";
import { openGitHub } from "../../../src/adapters/github/open.ts";
import type { GitHub } from "../../../src/stages/ports/github.ts";
import { type TestEffects, testEffects } from "../../effects.ts";
import { type FakeGitHub, type FakeOptions, openFakeGitHub } from "../../github/fake.ts";

/** The adapter and the GitHub that it asks, with a clock that does not wait. */
export interface World {
  readonly fake: FakeGitHub;
  readonly github: GitHub;
  readonly effects: TestEffects;
  readonly waits: readonly number[];
  /** The operations that were called, in order. */
  operations(): readonly string[];
}

/** What the adapter asks with. */
export const token = "ghs_theTokenOfTheTest";

/** A full commit id out of one digit. */
export const sha = (digit: number | string): string => String(digit).repeat(40).slice(0, 40);

/** Asks with `token`; the test fails where a request does not fit GitHub's description. */
export async function openWorld(options: FakeOptions = {}): Promise<World> {
  const fake = await openFakeGitHub(options);
  onTestFinished(() => fake[Symbol.asyncDispose]());
  const waits: number[] = [];
  const environment: Readonly<Record<string, string>> = { ...fake.env, GITHUB_REPOSITORY: "acme/shop" };
  const effects = testEffects({
    env: (name) => environment[name],
    sleep: async (milliseconds) => void waits.push(milliseconds),
  });
  const github = await openGitHub({ effects, token });
  if (github === null) throw new Error("the token and the repository were given");
  return { fake, github, effects, waits, operations: () => fake.calls.map(({ operation }) => operation) };
}
