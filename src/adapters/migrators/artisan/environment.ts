import type { Dialect } from "../../../core/judgement/finding.ts";
import type { Limits } from "../../../stages/ports/migration-target.ts";
import type { Address } from "../engine/declaration.ts";
import { sessionEnvironment } from "../frameworks/environment.ts";

const connections: Readonly<Record<Dialect, string>> = {
  postgres: "pgsql",
  mysql: "mysql",
  mariadb: "mysql",
  sqlite: "sqlite",
};

/** The variables that `config/database.php` reads; all of them are set, or `.env` would fill the gaps. */
export function laravelEnvironment(address: Address, connection: string | undefined, limits: Limits) {
  const { dialect, url, host, port, user, password, database } = address;
  // An empty address counts as none, and still keeps the one of `.env` away.
  const whole = dialect === "sqlite" ? "" : url;
  return {
    ...sessionEnvironment(address, limits),
    ...{ DB_CONNECTION: connection ?? connections[dialect], DB_URL: whole, DATABASE_URL: whole, DB_SOCKET: "" },
    ...{ DB_HOST: host, DB_PORT: String(port), DB_DATABASE: database, DB_USERNAME: user, DB_PASSWORD: password },
    // A cached configuration holds the database of whoever cached it. There is no such file: the variables count.
    APP_CONFIG_CACHE: "/dev/null/config.php",
  };
}
