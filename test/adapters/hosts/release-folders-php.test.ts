import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startNginx } from "../../servers/nginx.ts";
import { startPhpFpm } from "../../servers/php-fpm.ts";
import { can } from "../../servers/programs.ts";
import { quietPort } from "../quiet-port.ts";
import { filesOnly, foldersBench } from "./release-folders-bench.ts";

/** PHP that never looks at files again: what it has once compiled for a path it keeps. */
const never = ["opcache.validate_timestamps=0", "opcache.revalidate_freq=600", "realpath_cache_ttl=600"];

/** Both slots behind a real nginx and a real PHP-FPM, each with a preview address whose root leads through its link. */
async function site(script: "$document_root" | "$realpath_root") {
  const ports = { blue: await quietPort(), green: await quietPort() };
  const urls = { blue: `http://127.0.0.1:${ports.blue}`, green: `http://127.0.0.1:${ports.green}` };
  const at = await foldersBench({
    ...filesOnly,
    "releases-ready": "answers",
    "releases-urls": urls,
    "releases-artefact": "folder:dist-{release}",
    "releases-health": "/index.php",
  });
  const php = await startPhpFpm(...never);
  const server = (slot: "blue" | "green") => [
    "server {",
    `listen 127.0.0.1:${ports[slot]};`,
    `root ${at.root}/${slot}/public;`,
    "location / {",
    `fastcgi_pass ${php.address};`,
    `fastcgi_param SCRIPT_FILENAME ${script}/index.php;`,
    "fastcgi_param REQUEST_METHOD $request_method;",
    "}",
    "}",
  ];
  const nginx = await startNginx((_, listen) => [
    ...["server {", `listen ${listen};`, "}"],
    ...server("blue"),
    ...server("green"),
  ]);
  for (const { commit } of [at.releases.good, at.releases.next]) {
    mkdirSync(join(at.folder, `dist-${commit}/public`), { recursive: true });
    const page = `<?php header("Content-Type: application/json"); echo json_encode(["commit" => "${commit}"]);\n`;
    writeFileSync(join(at.folder, `dist-${commit}/public/index.php`), page);
  }
  return {
    at,
    php,
    nginx,
    async [Symbol.asyncDispose]() {
      for (const part of [nginx, php, at]) await part[Symbol.asyncDispose]();
    },
  };
}

test.runIf(can("nginx", "php-fpm"))(
  "behind nginx and PHP with opcache each new release of a slot is what answers, and so is the one that is put back",
  async () => {
    await using shop = await site("$realpath_root");
    const { good, next } = shop.at.releases;
    const host = shop.at.open();
    for (const release of [good, next, good]) {
      await host.prepare("blue", release);
      await host.start("blue", release);
      expect(await host.ready("blue", release, 10_000)).toMatchObject({ ready: true });
      expect((await host.slots()).blue).toMatchObject({ status: "ready", ...release });
    }
  },
);

test.runIf(can("nginx", "php-fpm"))(
  "old code that opcache keeps is noticed and never ready; a reload among the start commands brings the new one",
  async () => {
    await using shop = await site("$document_root");
    const { good, next } = shop.at.releases;
    const host = shop.at.open();
    await host.prepare("blue", good);
    await host.start("blue", good);
    expect(await host.ready("blue", good, 10_000)).toMatchObject({ ready: true });
    await host.prepare("blue", next);
    await host.start("blue", next);
    const stale = await host.ready("blue", next, 1500);
    expect(stale).toMatchObject({ ready: false, why: expect.stringContaining(`commit ${good.commit}`) });
    expect(stale).toMatchObject({ why: expect.stringContaining("$realpath_root") });
    expect((await host.slots()).blue).toMatchObject({ status: "unhealthy", ...next });
    const reloading = shop.at.open({ "releases-start": [shop.php.reload] });
    await reloading.prepare("blue", good);
    await reloading.prepare("blue", next);
    await reloading.start("blue", next);
    expect(await reloading.ready("blue", next, 10_000)).toMatchObject({ ready: true });
  },
);
