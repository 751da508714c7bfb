import { InputError } from "../../../kit/errors.ts";
import type { ReleaseName } from "../../../stages/ports/host.ts";
import { environmentFile, type UnitPlace } from "./place.ts";

/** Writes what the unit reads by `EnvironmentFile`; only its owner and systemd may read it. */
export async function writeEnvironment(place: UnitPlace, release: ReleaseName, token: string): Promise<void> {
  const variables: Record<string, string> = {
    ...place.env,
    PORT: String(place.port),
    HOST: place.url.startsWith("http://127.0.0.1:") ? "127.0.0.1" : "0.0.0.0",
    RELEASE: release.commit,
    VERSION: release.version,
    SLOT: place.slot,
    SLOT_TOKEN: token,
  };
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${quoted(value)}`);
  await place.effects.exec.writeFile(environmentFile(place), `${lines.join("\n")}\n`, { mode: 0o600 });
}

/** Names of variables whose values systemd does not take. */
export function untakenNames(env: Readonly<Record<string, string>>): readonly string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is about these
  return Object.keys(env).filter((name) => /[\0-\x08\x0b-\x1f\x7f]/.test(env[name] ?? ""));
}

/** A value in the words of systemd.exec(5): in double quotes, line breaks and all. */
export function quoted(value: string): string {
  return `"${value.replaceAll(/["\\`$]/g, (letter) => `\\${letter}`)}"`;
}

/** Throws an InputError that names every variable that systemd would drop. */
export function checkValues(env: Readonly<Record<string, string>>): void {
  const names = untakenNames(env);
  if (names.length === 0) return;
  throw new InputError(
    names.map((name) => ({ where: "systemd-env", what: `\`${name}\` has control characters, which systemd drops` })),
  );
}
