import type { Limits } from "../../../stages/ports/migration-target.ts";
import type { Address } from "../engine/declaration.ts";
import { nodeEnvironment } from "../javascript/environment.ts";

/** Everything that schemas are wont to read leads to the one database; nothing is asked of Prisma's own servers. */
export function prismaEnvironment(address: Address, limits: Limits): Readonly<Record<string, string | undefined>> {
  const common = nodeEnvironment(address, limits);
  const { DATABASE_URL } = common;
  return {
    ...common,
    DIRECT_URL: DATABASE_URL,
    DIRECT_DATABASE_URL: DATABASE_URL,
    DATABASE_URL_UNPOOLED: DATABASE_URL,
    POSTGRES_URL: DATABASE_URL,
    POSTGRES_PRISMA_URL: DATABASE_URL,
    POSTGRES_URL_NON_POOLING: DATABASE_URL,
    CHECKPOINT_DISABLE: "1",
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
  };
}
