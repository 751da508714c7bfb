import process from "node:process";
import { DatabaseSync } from "node:sqlite";

// Writes the same number of rows into `left` and `right`, one transaction after the other, until it is ended.
const database = new DatabaseSync(process.argv[2] ?? "", { timeout: 5000 });
const left = database.prepare("INSERT INTO left_rows VALUES (NULL, 'x')");
const right = database.prepare("INSERT INTO right_rows VALUES (NULL, 'x')");
for (let at = 0; ; at++) {
  database.exec("BEGIN IMMEDIATE");
  left.run();
  right.run();
  database.exec("COMMIT");
  if (at === 10) process.stdout.write("writing\n");
}
