import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import process from "node:process";
import { ownFolder } from "../../../test/servers/own-folder.ts";
import { programPath } from "../../../test/servers/programs.ts";
import { call, freePort, gigabytes, need, type OpenSource, untilReady } from "./source.ts";

/** Half as many as in the others, of twice the length: InnoDB takes its time for each. */
const rows = 2_200_000;

/** The first insert into an empty table goes past the undo log where nothing is checked. */
const tables = `
SET unique_checks = 0, foreign_key_checks = 0;
CREATE TABLE customers (id INT PRIMARY KEY, name VARCHAR(40) NOT NULL, mail VARCHAR(60) NOT NULL);
INSERT INTO customers SELECT seq, CONCAT('Customer ', seq), CONCAT(MD5(seq), '@example.com') FROM seq_1_to_100003;
CREATE TABLE orders (id BIGINT PRIMARY KEY, placed DATETIME NOT NULL, customer INT NOT NULL, token CHAR(32) NOT NULL,
  amount DECIMAL(10, 2) NOT NULL, state VARCHAR(8) NOT NULL, note TEXT NOT NULL) CHARACTER SET utf8mb4;
INSERT INTO orders SELECT seq, '2026-01-01' + INTERVAL seq SECOND, seq * 7919 % 100003, MD5(seq), seq % 9973 / 100,
  ELT(1 + seq % 4, 'open', 'paid', 'sent', 'back'),
  CONCAT('Order ', seq, ' of customer ', seq * 7919 % 100003, ': ', MD5(seq * 3),
    ' please ring twice, leave it with the neighbours; ', MD5(seq * 5), ' and if nobody is there, bring it again on ',
    '2026-02-01' + INTERVAL seq SECOND, ' to the same address, with the invoice ', SHA2(seq, 512), ' in the box')
  FROM seq_1_to_${rows};
ANALYZE TABLE orders, customers;`;

const size = `SELECT SUM(data_length + index_length) FROM information_schema.tables WHERE table_schema = 'bench'`;

/** MariaDB with two tables in more than 1 GB. */
export const openMariadb: OpenSource = async ({ signal }) => {
  need("mariadb");
  await using making = new AsyncDisposableStack();
  const folder = making.use(ownFolder("mysql"));
  const [port, data, socket] = [await freePort(), join(folder.path, "data"), join(folder.path, "s")];
  const user = process.getuid?.() === 0 ? ["--user=mysql"] : [];
  const auth = ["--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve"];
  const common = ["--no-defaults", ...user, `--datadir=${data}`];
  await call([programPath("mariadb", "mariadb-install-db"), ...common, ...auth], signal);
  const options = [
    `--socket=${socket}`,
    `--port=${port}`,
    "--bind-address=127.0.0.1",
    `--pid-file=${join(folder.path, "pid")}`,
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
    "--innodb-flush-method=nosync",
    "--innodb-buffer-pool-size=1G",
    "--innodb-log-file-size=1G",
  ];
  const server = spawn(programPath("mariadb", "mariadbd"), [...common, ...options], { stdio: "ignore" });
  const ended = once(server, "exit");
  making.defer(async () => {
    server.kill("SIGKILL");
    await ended;
  });
  const client = (program: string, ...words: readonly string[]) => [
    programPath("mariadb", program),
    "--no-defaults",
    `--socket=${socket}`,
    "-uroot",
    ...words,
  ];
  const sql = (text: string) => call(client("mariadb", "-N", "-B", "-e", text), signal);
  await untilReady(client("mariadb-admin", "ping"), signal);
  await sql("CREATE DATABASE bench; GRANT ALL ON *.* TO bench@'127.0.0.1' IDENTIFIED BY 'bench'");
  const started = performance.now();
  await sql(`USE bench; ${tables}`);
  const made = (performance.now() - started) / 1000;
  const bytes = Number(await sql(size));
  const all = making.move();
  return {
    bytes,
    told: `${gigabytes(bytes)}, ${rows.toLocaleString("en")} rows made in ${made.toFixed(0)} s`,
    tool: "mariadb-dump",
    raw: (file) => client("mariadb-dump", "--single-transaction", `--result-file=${file}`, "bench"),
    item: { database: "mysql", "mysql-url": `mysql://bench:bench@127.0.0.1:${port}/bench` },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
};
