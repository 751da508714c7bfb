import process from "node:process";
import { DatabaseSync } from "node:sqlite";

// Writes the same number of rows into `left_rows` and `right_rows`, one transaction after the other, until it is ended;
// with `half`, stays in the middle of a transaction that has reached the file.
const [file = "", how] = process.argv.slice(2);
const database = new DatabaseSync(file, { timeout: 5000 });
if (how === "half") {
  database.exec("PRAGMA cache_size = 2; BEGIN");
  const insert = database.prepare("INSERT INTO left_rows VALUES (NULL, randomblob(3000))");
  for (let at = 0; at < 200; at++) insert.run();
  process.stdout.write("writing\n");
  await new Promise((never) => setTimeout(never, 60_000));
}
const left = database.prepare("INSERT INTO left_rows VALUES (NULL, 'x')");
const right = database.prepare("INSERT INTO right_rows VALUES (NULL, 'x')");
const pause = new Int32Array(new SharedArrayBuffer(4));
for (let at = 0; ; at++) {
  database.exec("BEGIN IMMEDIATE");
  left.run();
  right.run();
  database.exec("COMMIT");
  // Without a pause a reader never gets in where there is no write-ahead log.
  Atomics.wait(pause, 0, 0, 2);
  if (at === 10) process.stdout.write("writing\n");
}
