import { InputError } from "../../../kit/errors.ts";
import type { Address } from "./address.ts";
import type { Access } from "./client.ts";
import { isOlder } from "./programs.ts";
import type { Shelf } from "./scratch.ts";
import { lookAt, type Source } from "./source.ts";

/** How the given server for scratch databases is reached; an InputError where it cannot hold a true copy. */
export async function givenServer(shelf: Shelf, address: Address, source: Source): Promise<Access> {
  // Every server has this database, and every user may look at it.
  const target = { ...address, database: "information_schema" };
  const access: Access = { exec: shelf.exec, address: target, bin: shelf.bin, flavour: source.flavour };
  const { flavour, version, letterCase } = await lookAt(access, "mysql-scratch-url");
  const refuse = (what: string) =>
    new InputError([{ where: "mysql-scratch-url", what }], {
      hint: "Name a server like the source, or leave it out to have one started on this machine.",
    });
  if (flavour !== source.flavour) throw refuse(`is a server of ${flavour}, the source is one of ${source.flavour}`);
  if (isOlder(version, source.version))
    throw refuse(`has version ${version}, which is older than the source (${source.version})`);
  if (letterCase !== source.letterCase)
    throw refuse(`has \`lower_case_table_names\` ${letterCase}, the source has ${source.letterCase}`);
  return { ...access, address };
}
