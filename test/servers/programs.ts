import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import process from "node:process";

/** What a test may need on the machine that npm does not bring. */
export type ProgramName = keyof typeof programs;

interface Program {
  /** All of them have to be there. */
  readonly files: readonly string[];
  /** The packages of Debian that bring them, or what builds them; none where Debian's is too old or there is none. */
  readonly packages: readonly string[];
  /** Built into a folder of its own, in this very version. */
  readonly version?: string;
  /** What builds it, Go where it is absent. */
  readonly by?: "go" | "maven" | "npm";
  /** Only `npm run test:tools` needs it. */
  readonly isTool?: boolean;
  /** Why what is on the path will not do, or null. */
  readonly complaint?: (path: string) => string | null;
}

const programs = {
  postgres: {
    files: ["initdb", "pg_ctl", "postgres", "psql", "pg_dump", "pg_restore", "pg_dumpall"],
    packages: ["postgresql"],
  },
  mariadb: {
    files: ["mariadbd", "mariadb-install-db", "mariadb-admin", "mariadb", "mariadb-dump"],
    packages: ["mariadb-server", "mariadb-client"],
  },
  redis: { files: ["redis-server", "redis-cli"], packages: ["redis-server"] },
  sqlite3: { files: ["sqlite3"], packages: ["sqlite3"] },
  sshd: {
    files: ["sshd", "sftp-server", "ssh", "ssh-keygen", "ssh-agent"],
    packages: ["openssh-server", "openssh-sftp-server", "openssh-client"],
  },
  age: { files: ["age", "age-keygen"], packages: ["age"] },
  zstd: { files: ["zstd"], packages: ["zstd"] },
  haproxy: { files: ["haproxy", "socat"], packages: ["haproxy", "socat"] },
  nginx: { files: ["nginx"], packages: ["nginx"] },
  caddy: { files: ["caddy"], packages: ["caddy"] },
  // Debian's caddy is 2.6: what later versions have changed is tested beside it.
  "newer-caddy": {
    isTool: true,
    files: ["caddy"],
    packages: [],
    version: "2.11.9",
    complaint: (path) => `\`caddy\` 2.11.9 (${path} is another)`,
  },
  curl: { files: ["curl"], packages: ["curl"] },
  "php-fpm": { files: ["php-fpm8.2"], packages: ["php-fpm"] },
  pgbackrest: { files: ["pgbackrest"], packages: ["pgbackrest"] },
  faketime: { files: ["faketime"], packages: ["faketime"] },
  tar: { files: ["tar"], packages: ["tar"] },
  busybox: { files: ["busybox"], packages: ["busybox"] },
  git: { files: ["git"], packages: ["git"] },
  laravel: {
    files: ["php"],
    packages: ["php-cli", "php-laravel-framework", "php-pgsql", "php-mysql", "php-sqlite3"],
    complaint: () => lacking("/usr/share/php/Illuminate/autoload.php"),
  },
  alembic: {
    isTool: true,
    files: ["alembic"],
    packages: ["alembic", "python3-psycopg2"],
    complaint: () => lacking("/usr/lib/python3/dist-packages/psycopg2/__init__.py"),
  },
  django: {
    isTool: true,
    files: ["python3", "django-admin"],
    packages: ["python3-django", "python3-psycopg2"],
    complaint: () => lacking("/usr/lib/python3/dist-packages/psycopg2/__init__.py"),
  },
  rails: {
    isTool: true,
    files: ["ruby", "rails"],
    packages: ["ruby-railties", "ruby-activerecord", "ruby-pg", "rake"],
  },
  versitygw: { files: ["versitygw"], packages: [], version: "1.8.0" },
  goose: { isTool: true, files: ["goose"], packages: [], version: "3.27.0" },
  migrate: { isTool: true, files: ["migrate"], packages: [], version: "4.19.1" },
  flyway: {
    isTool: true,
    files: ["flyway"],
    packages: ["maven", "default-jre-headless"],
    version: "12.4.0",
    by: "maven",
  },
  supabase: { isTool: true, files: ["supabase"], packages: [], version: "3.1.0", by: "npm" },
  "unleash-server": { isTool: true, files: ["unleash-server"], packages: [], version: "7.5.1", by: "npm" },
  // Liquibase 5 is no free software.
  liquibase: {
    isTool: true,
    files: ["liquibase"],
    packages: ["maven", "default-jre-headless"],
    version: "4.33.0",
    by: "maven",
  },
  // Debian's kubernetes-client is 1.20: it knows nothing of WebSockets.
  kubectl: { files: ["kubectl"], packages: [], version: "1.35.3", complaint: oldKubectl },
  openssl: { isTool: true, files: ["openssl"], packages: ["openssl"] },
  etcd: { isTool: true, files: ["etcd"], packages: ["etcd-server"] },
  // The same version as kubectl: Go downloads and compiles their libraries once.
  "control-plane": { isTool: true, files: ["control-plane"], packages: [], version: "1.35.3" },
} as const satisfies Readonly<Record<string, Program>>;

/** Every name, in the order in which they are told. */
export const programNames = Object.keys(programs) as readonly ProgramName[];

/** What `npm test` needs; the rest is for `npm run test:tools`. */
export const commonNames = programNames.filter((name) => (programs[name] as Program).isTool !== true);

/** True where all of these programs are there. Meant for `describe.runIf`. */
export function can(...names: ProgramName[]): boolean {
  return names.every((name) => whyNot(name) === null);
}

/** The path of the program of that name, or of another of its files. Throws where it is not there. */
export function programPath(name: ProgramName, file: string = (programs[name] as Program).files[0] ?? name): string {
  const path = find(name, file);
  if (path === null) throw new Error(`\`${file}\` is not there; \`npm run test:programs\` brings it`);
  return path;
}

/** Why the tests that need this program are not run; null where they are. */
export function whyNot(name: ProgramName): string | null {
  const known = reasons.get(name);
  if (known !== undefined) return known;
  const reason = lookFor(name);
  reasons.set(name, reason);
  return reason;
}

/** The packages of Debian that bring the program, or what builds it. */
export function packagesOf(name: ProgramName): readonly string[] {
  return programs[name].packages;
}

/** The version that is built, by what, and the folder that it is put into; null where a package brings the program. */
export function builtBy(
  name: ProgramName,
): { readonly version: string; readonly folder: string; readonly by: "go" | "maven" | "npm" } | null {
  const { version, by = "go" }: Program = programs[name];
  if (version === undefined) return null;
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const folder = join(cache, "deploy-actions", `${name}-${version}`);
  return { version, by, folder: by === "npm" ? join(folder, "node_modules", ".bin") : folder };
}

/** Looks again at everything: something has been installed. */
export function forget(): void {
  reasons.clear();
}

const reasons = new Map<ProgramName, string | null>();

function lookFor(name: ProgramName): string | null {
  const { files, complaint }: Program = programs[name];
  const missing = files.filter((file) => find(name, file) === null);
  if (missing.length > 0) return missing.map((file) => `\`${file}\``).join(", ");
  // What lies in the folder of its own has the right version.
  const path = find(name, files[0] ?? name);
  return complaint === undefined || path === null || path.startsWith(`${builtBy(name)?.folder}/`)
    ? null
    : complaint(path);
}

/** What is no program is looked for where Debian puts it. */
function lacking(path: string): string | null {
  return existsSync(path) ? null : `\`${path}\``;
}

function find(name: ProgramName, file: string): string | null {
  return (
    folders(name)
      .find((folder) => isProgram(join(folder, file)))
      ?.concat(`/${file}`) ?? null
  );
}

function folders(name: ProgramName): readonly string[] {
  const own = builtBy(name)?.folder;
  // Servers lie where the path of an ordinary user does not lead.
  const rest = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin", "/usr/lib/openssh"];
  return [...(own === undefined ? [] : [own]), ...(name === "postgres" ? postgresFolders() : []), ...rest];
}

/** Debian puts the programs of the server beside each other, by version: the newest first. */
function postgresFolders(): readonly string[] {
  const root = "/usr/lib/postgresql";
  try {
    const versions = readdirSync(root).filter((name) => /^\d+$/.test(name));
    return versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(root, version, "bin"));
  } catch {
    return [];
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Streams go over WebSockets since 1.31 unless one asks for something else. */
function oldKubectl(path: string): string | null {
  let text = "";
  try {
    text = execFileSync(path, ["version", "--client"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    // It says nothing: no version is in the text.
  }
  const [, minor] = /Client Version: .*?v?1\.(\d+)/.exec(text) ?? [];
  if (minor === undefined) return `\`kubectl\` that tells its version (${path} does not)`;
  return Number(minor) >= 31 ? null : `\`kubectl\` 1.31 or newer (${path} is 1.${minor})`;
}
