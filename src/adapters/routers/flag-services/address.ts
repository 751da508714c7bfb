import type { Problem } from "../../../kit/errors.ts";
import { isThisMachine } from "../../this-machine.ts";

/** What is wrong with the address of a service that is sent a token, or null. */
export function addressProblem(input: string, address: string, allowsHttp: boolean): Problem | null {
  const url = URL.parse(address);
  const told = (what: string) => ({ where: input, what });
  if (url === null || !/^https?:$/.test(url.protocol)) return told("must be an https address");
  if (url.username !== "" || url.password !== "") return told("must not hold a user name or password");
  if (url.search !== "" || url.hash !== "") return told("must not hold a query or a fragment");
  if (url.protocol === "https:" || allowsHttp || isThisMachine(url.hostname)) return null;
  return told("must begin with https: the token goes there");
}
