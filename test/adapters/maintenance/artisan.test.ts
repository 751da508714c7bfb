import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { artisanMaintenance } from "../../../src/adapters/maintenance/artisan.ts";
import { AbortedError, CommandError } from "../../../src/kit/errors.ts";
import { maintenanceContract } from "../../contracts/maintenance.ts";
import { temporaryFolder } from "../../effects.ts";
import { can } from "../../servers/programs.ts";
import { openMode } from "./open.ts";

const config = (text: string) => `<?php return ${text};\n`;
const providers = ["Cache\\Cache", "Foundation\\Providers\\ConsoleSupport", "Filesystem\\Filesystem", "View\\View"]
  .concat(["Database\\Database", "Queue\\Queue"])
  .map((name) => `Illuminate\\${name}ServiceProvider::class`);

/** The real Laravel of Debian around an application of nothing. */
const files: Readonly<Record<string, string>> = {
  artisan:
    "<?php require '/usr/share/php/Illuminate/autoload.php'; $app = require 'bootstrap/app.php'; exit($app->make(Illuminate\\Contracts\\Console\\Kernel::class)->handle(new Symfony\\Component\\Console\\Input\\ArgvInput, new Symfony\\Component\\Console\\Output\\ConsoleOutput));\n",
  "bootstrap/app.php": `<?php
if (!class_exists('Kernel', false)) { class Kernel extends Illuminate\\Foundation\\Console\\Kernel {} class Handler extends Illuminate\\Foundation\\Exceptions\\Handler {} }
$app = new Illuminate\\Foundation\\Application(dirname(__DIR__));
$app->singleton(Illuminate\\Contracts\\Console\\Kernel::class, Kernel::class);
$app->singleton(Illuminate\\Contracts\\Debug\\ExceptionHandler::class, Handler::class);
return $app;
`,
  "bootstrap/cache/.keep": "",
  "storage/framework/.keep": "",
  "storage/framework/views/.keep": "",
  "config/app.php": config(
    `['name' => 'Shop', 'env' => 'production', 'key' => 'base64:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=', 'cipher' => 'AES-256-CBC', 'timezone' => 'UTC', 'locale' => 'en', 'fallback_locale' => 'en', 'providers' => [${providers.join(", ")}], 'aliases' => []]`,
  ),
  "config/database.php": config("['default' => 'sqlite', 'migrations' => 'migrations', 'connections' => []]"),
  "config/cache.php": config("['default' => 'array', 'stores' => ['array' => ['driver' => 'array']], 'prefix' => '']"),
  "config/queue.php": config("['default' => 'sync', 'connections' => ['sync' => ['driver' => 'sync']]]"),
  "config/view.php": config("['paths' => [], 'compiled' => '/dev/null']"),
  "config/logging.php": config(
    "['default' => 'null', 'channels' => ['null' => ['driver' => 'monolog', 'handler' => Monolog\\Handler\\NullHandler::class]]]",
  ),
};

async function application() {
  const temporary = await temporaryFolder();
  const folder = temporary.path;
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return {
    folder,
    open: (more: Readonly<Record<string, unknown>> = {}) =>
      openMode(artisanMaintenance, { "artisan-folder": folder, ...more }),
    [Symbol.asyncDispose]: temporary[Symbol.asyncDispose],
  };
}

describe.runIf(can("laravel"))("Laravel", () => {
  maintenanceContract("artisan", application);

  test("its own mark tells what visitors are told", async () => {
    await using laravel = await application();
    await laravel.open().enter(30);
    await laravel.open().enter(120);
    const mark = JSON.parse(readFileSync(join(laravel.folder, "storage/framework/down"), "utf8"));
    expect(mark).toMatchObject({ retry: 120, status: 503 });
  });

  test("what a person has turned on by hand is read, and can be turned off", async () => {
    await using laravel = await application();
    const mark = join(laravel.folder, "storage/framework/down");
    writeFileSync(mark, "{}");
    expect(await laravel.open().state()).toEqual({ on: true });
    await laravel.open().leave();
    expect(existsSync(mark)).toBe(false);
  });

  test("a mark that cannot be written is a failure, whatever Laravel's exit code says", async () => {
    await using laravel = await application();
    rmSync(join(laravel.folder, "storage/framework"), { recursive: true });
    writeFileSync(join(laravel.folder, "storage/framework"), "no folder");
    const error = await laravel
      .open()
      .enter(30)
      .catch((failure: Error) => failure);
    expect(error instanceof AbortedError || error instanceof CommandError).toBe(true);
    expect(
      await laravel
        .open()
        .state()
        .catch(() => ({ on: false })),
    ).toEqual({ on: false });
  });
});
