import { InputError } from "../../kit/errors.ts";
import { isThisMachine } from "../this-machine.ts";

/** The address of a receiver: https, or http on this machine or where an input allows it. It is a secret and never repeated. */
export function checkAddress(input: string, address: string, options: { readonly allowsHttp: boolean }): string {
  const url = URL.parse(address);
  const what = problemOf(url, input, options.allowsHttp);
  if (what === null) return address;
  throw new InputError([{ where: input, what }]);
}

function problemOf(url: URL | null, input: string, allowsHttp: boolean): string | null {
  if (url === null || !/^https?:$/.test(url.protocol)) return "must be an https address (it is not shown)";
  if (url.username !== "" || url.password !== "") return "must not hold a user name or password";
  if (url.protocol === "https:" || allowsHttp || isThisMachine(url.hostname)) return null;
  return `must begin with https; where the way to it is safe, set \`${input.replace(/-url$/, "-http")}: true\``;
}
