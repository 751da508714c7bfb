import { posix } from "node:path";
import type { Effects } from "../../../kit/effects.ts";
import { InputError } from "../../../kit/errors.ts";
import type { Words } from "../../../kit/executor.ts";
import { isOlder } from "./programs.ts";
import type { Source } from "./source.ts";

const names = { mariadb: "mariadbd", mysql: "mysqld" } as const;
const folders = ["", "/usr/sbin/", "/usr/libexec/", "/usr/local/sbin/", "/usr/local/bin/"];
const packages = { mariadb: "mariadb-server", mysql: "mysql-server" } as const;

/** The server program of the source's flavour; an InputError where there is none, or an older one alone. */
export async function findServer({ flavour, version }: Source, { exec }: Effects): Promise<string> {
  const name = names[flavour];
  for (const path of folders.map((folder) => folder + name)) {
    const said = await exec.run([path, "--version"]).then(
      ({ stdout }) => stdout,
      () => "",
    );
    const found = /Ver (\d+\.\d+\.\d+)/.exec(said)?.[1];
    if (found === undefined || /mariadb/i.test(said) !== (flavour === "mariadb")) continue;
    if (!isOlder(found, version)) return path;
    throw new InputError(
      `\`${path}\` ${found} is older than the source (${version}): a copy restored into it proves little`,
      {
        hint: `Install a newer \`${packages[flavour]}\`, or name a server for scratch databases in \`mysql-scratch-url\`.`,
      },
    );
  }
  throw new InputError(
    `\`${name}\` is not installed here, so no server can be started to restore a copy of ${flavour} ${version}`,
    {
      hint: `Install the package \`${packages[flavour]}\`, or name a server for scratch databases in \`mysql-scratch-url\`.`,
    },
  );
}

/** The command that makes an empty data folder. */
export function installWords(
  { flavour, letterCase }: Source,
  program: string,
  data: string,
  user: readonly string[],
): Words {
  if (flavour === "mysql") {
    return [
      program,
      "--no-defaults",
      "--initialize-insecure",
      `--datadir=${data}`,
      `--lower-case-table-names=${letterCase}`,
      ...user,
    ];
  }
  const auth = "--auth-root-authentication-method=normal";
  return [
    "mariadb-install-db",
    "--no-defaults",
    `--datadir=${data}`,
    auth,
    "--skip-test-db",
    "--skip-name-resolve",
    ...user,
  ];
}

/** The command that runs a server nobody but its owner can reach. */
export function serverWords({ letterCase }: Source, program: string, folder: string, user: readonly string[]): Words {
  const at = (name: string) => posix.join(folder, name);
  return [
    program,
    "--no-defaults",
    `--datadir=${at("data")}`,
    `--socket=${at("s")}`,
    `--pid-file=${at("pid")}`,
    `--tmpdir=${folder}`,
    `--lower-case-table-names=${letterCase}`,
    "--skip-networking",
    "--skip-log-bin",
    "--event-scheduler=OFF",
    "--max-allowed-packet=1G",
    "--innodb-strict-mode=0",
    "--innodb-buffer-pool-size=256M",
    // It never has to survive anything.
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
    "--loose-innodb-flush-method=nosync",
    "--loose-mysqlx=OFF",
    ...user,
  ];
}
