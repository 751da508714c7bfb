import type { Address } from "../engine/declaration.ts";

/** The address for a command line: the CLI takes the password from PGPASSWORD where the address has none. */
export function addressWithoutPassword({ url }: Pick<Address, "url">): string {
  return url.replace(/^([a-z]+:\/\/[^:@/]*):[^@/]*@/, "$1@");
}
