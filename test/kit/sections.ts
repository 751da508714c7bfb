import * as z from "zod/mini";
import type { Contract } from "../../src/kit/action.ts";
import { readDeployFile } from "../../src/kit/deploy-file.ts";
import { InputError } from "../../src/kit/errors.ts";
import { duration, integer, list, percents, secret, structure, text, words } from "../../src/kit/fields.ts";
import { defineAdapter, optional, registry } from "../../src/kit/registry.ts";
import { openSettings, type SettingsSource } from "../../src/kit/settings.ts";

const description = "An input.";
const adapter = defineAdapter<string>();

/** Made-up routers: one without, one with a required input, one with a secret. */
export const routers = registry("router", { description }, [
  adapter({
    name: "flagd",
    summary: "Flags.",
    inputs: {
      "flagd-file": text({ description, required: true }),
      "flagd-flag": text({ description, default: "release" }),
    },
    open: () => "flagd",
  }),
  adapter({
    name: "http",
    summary: "HTTP.",
    inputs: {
      "http-url": text({ description }),
      "http-token": secret({ description }),
      "http-port": integer({ description }),
    },
    open: () => "http",
  }),
]);

/** Made-up metrics with a default that reads other inputs than its sibling. */
export const metrics = optional(
  registry("metrics", { description, default: "probe" }, [
    adapter({
      name: "probe",
      summary: "Probe.",
      inputs: { "probe-rate": integer({ description }) },
      open: () => "probe",
    }),
    adapter({
      name: "prom",
      summary: "Prometheus.",
      inputs: { "prom-url": text({ description }) },
      open: () => "prom",
    }),
  ]),
);

/** A repeatable section that chooses two adapters. */
export const shift = {
  name: "traffic-shift",
  inputs: {
    steps: percents({ description, default: "10, 50, 100" }),
    soak: duration({ description, default: "0s" }),
    url: text({ description }),
    checks: structure(z.array(z.strictObject({ name: z.string(), header: z.optional(z.string()) })), {
      description,
      default: "[]",
    }),
  },
  adapters: [routers, metrics],
  isRepeatable: true,
} as const satisfies Contract;

/** A section that is one map and chooses nothing. */
export const migrate = {
  name: "migrate",
  inputs: {
    timeout: duration({ description, default: "5s" }),
    command: words({ description, required: true }),
    tags: list({ description }),
    token: secret({ description }),
  },
  adapters: [],
  isRepeatable: false,
} as const satisfies Contract;

/** Settings of a run of `traffic-shift` in production, with what was masked on the way. */
export function settingsOf(
  deployYml: string | null,
  source: Partial<SettingsSource> & {
    readonly variables?: Readonly<Record<string, string>>;
    readonly allowed?: readonly string[];
  } = {},
) {
  const { variables = {}, allowed, ...rest } = source;
  const masked: string[] = [];
  const names = { common: ["application"], sections: ["traffic-shift", "migrate"] };
  const settings = openSettings({
    file: deployYml === null ? null : readDeployFile("deploy.yml", deployYml, "production", names),
    action: "traffic-shift",
    step: {},
    only: undefined,
    names: {
      builtIn: { RELEASE: "abc", ENVIRONMENT: "production" },
      env: (name) => variables[name],
      allowed: allowed === undefined ? null : new Set(allowed),
    },
    mask: (text) => masked.push(text),
    ...rest,
  });
  return { settings, masked };
}

/** The lines of the InputError that the call throws. */
export function problemsOf(call: () => unknown): readonly string[] {
  try {
    call();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message.split("\n").slice(1);
  }
  return ["no problem"];
}
