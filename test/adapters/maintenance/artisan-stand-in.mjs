// What `down` and `up` of Laravel 9 and newer do, with the driver of APP_MAINTENANCE_DRIVER: `file`, or `cache` in a file of its own.
import { appendFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import process from "node:process";

const [command, ...options] = process.argv.slice(2);
const isCache = process.env.APP_MAINTENANCE_DRIVER === "cache";
const mark = isCache ? "storage/framework/cache/illuminate-foundation-down" : "storage/framework/down";
const retry = Number(options.find((one) => one.startsWith("--retry="))?.slice("--retry=".length));
mkdirSync("storage/framework/cache", { recursive: true });
appendFileSync("commands", `${command}\n`);

if (command === "down") down();
else if (command === "up") up();
else process.exit(1);

function down() {
  if (existsSync("down-fails-early")) process.exit(1);
  if (existsSync(mark)) return console.log("INFO  Application is already down.");
  const payload = {
    except: [],
    redirect: null,
    retry,
    refresh: null,
    secret: "open-sesame",
    status: 503,
    template: null,
  };
  writeFileSync(mark, JSON.stringify(payload, null, 4));
  if (existsSync("down-fails-late")) {
    console.log("ERROR  Failed to enter maintenance mode: file_put_contents(maintenance.php): Permission denied.");
    process.exit(1);
  }
  writeFileSync("storage/framework/maintenance.php", "<?php\n");
  console.log("INFO  Application is now in maintenance mode.");
}

function up() {
  if (existsSync("up-fails")) process.exit(1);
  if (!existsSync(mark)) return console.log("INFO  Application is already up.");
  rmSync(mark);
  rmSync("storage/framework/maintenance.php", { force: true });
  console.log("INFO  Application is now live.");
}
