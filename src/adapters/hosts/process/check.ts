import { InputError, type Problem } from "../../../kit/errors.ts";
import type { ReleaseName } from "../../../stages/ports/host.ts";
import type { Place } from "./place.ts";
import { givenNames } from "./start.ts";

type Adapter = Place["adapter"];

/** The ports of blue and of green. */
export function checkPorts(adapter: Adapter, texts: readonly string[]): readonly [number, number] {
  const [blue, green, ...rest] = texts.map(Number);
  const isPort = (port: number | undefined) => Number.isInteger(port) && Number(port) > 0 && Number(port) < 65_536;
  if (isPort(blue) && isPort(green) && rest.length === 0 && blue !== green) return [Number(blue), Number(green)];
  throw new InputError([
    { where: `${adapter}-ports`, what: `must be two different ports, such as 4101, 4102; not \`${texts.join(", ")}\`` },
  ]);
}

/** Throws an InputError that names everything wrong with the path and the variables, and `more`. */
export function checkRest(
  adapter: Adapter,
  health: string,
  env: Readonly<Record<string, string>>,
  more: readonly Problem[] = [],
): void {
  const problems: Problem[] = [...more];
  if (!health.startsWith("/"))
    problems.push({ where: `${adapter}-health`, what: "must be a path that begins with `/`" });
  for (const name of Object.keys(env)) {
    const isName = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
    if (!isName) problems.push({ where: `${adapter}-env`, what: `\`${name}\` is no name of a variable` });
    if (givenNames.includes(name)) problems.push({ where: `${adapter}-env`, what: `\`${name}\` is set by the host` });
  }
  if (problems.length > 0) throw new InputError(problems);
}

export function checkRelease({ commit }: ReleaseName): void {
  if (/^[0-9a-f]{40}$/.test(commit)) return;
  throw new InputError([{ where: "release", what: `must be a commit of 40 hexadecimal digits, not \`${commit}\`` }]);
}
