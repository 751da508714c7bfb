import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ServiceError } from "../../../src/kit/errors.ts";
import { startNginx } from "../../servers/nginx.ts";
import { startPhpFpm } from "../../servers/php-fpm.ts";
import { can } from "../../servers/programs.ts";
import { startSshd } from "../../servers/sshd.ts";
import { openSsh } from "../executors/open-ssh.ts";
import { releases } from "./link-places.ts";
import { countSlots, underLoad } from "./under-load.ts";

const never = ["opcache.validate_timestamps=0", "opcache.revalidate_freq=600", "realpath_cache_ttl=600"];

/** Releases that a real PHP with opcache serves behind a real nginx, which names the script by that variable. */
async function served(root: "$document_root" | "$realpath_root") {
  const place = await releases();
  const php = await startPhpFpm(...never);
  const nginx = await startNginx((_, listen) => [
    "server {",
    `listen ${listen};`,
    `root ${place.root}/current;`,
    "location / {",
    `fastcgi_pass ${php.address};`,
    `fastcgi_param SCRIPT_FILENAME ${root}/index.php;`,
    "fastcgi_param REQUEST_METHOD $request_method;",
    "}",
    "}",
  ]);
  return {
    place,
    php,
    url: nginx.url,
    inputs: { "link-confirm-url": nginx.url, "link-confirm-within": "500ms" },
    async [Symbol.asyncDispose]() {
      for (const part of [nginx, php, place]) await part[Symbol.asyncDispose]();
    },
  };
}

test.runIf(can("nginx", "php-fpm"))("old code that opcache goes on serving is noticed: not yet in effect", async () => {
  await using site = await served("$document_root");
  const router = site.place.open(site.inputs);
  expect(await router.verify("blue", 100)).toBe("in-effect");
  await router.setWeight("green", 100);
  expect(await countSlots(site.url, 20)).toEqual({ blue: 20 });
  expect(await router.verify("green", 100)).toBe("not-yet");
  expect(site.place.effects.lines.join("\n")).toMatch(/still answers `b{40}`.*\$realpath_root/);
});

test.runIf(can("nginx", "php-fpm"))(
  "a reload of PHP-FPM after the switch brings the new code, in both directions",
  async () => {
    await using site = await served("$document_root");
    const router = site.place.open({
      ...site.inputs,
      "link-confirm-within": "10s",
      "link-after-switch": [site.php.reload],
    });
    expect(await router.verify("blue", 100)).toBe("in-effect");
    await router.setWeight("green", 100);
    expect(await router.verify("green", 100)).toBe("in-effect");
    expect(await countSlots(site.url, 20)).toEqual({ green: 20 });
    await router.restore("blue");
    expect(await router.verify("blue", 100)).toBe("in-effect");
    expect(await countSlots(site.url, 20)).toEqual({ blue: 20 });
  },
);

test.runIf(can("nginx", "php-fpm"))(
  "with the real path in nginx a switch under load loses no request and is in effect at once",
  async () => {
    await using site = await served("$realpath_root");
    const router = site.place.open(site.inputs);
    const seen = await underLoad({ url: site.url, rate: 100 }, async () => {
      for (const [slot, weight] of [
        ["green", 100],
        ["green", 0],
        ["green", 100],
      ] as const) {
        await router.setWeight(slot, weight);
        expect(await router.verify(slot, weight)).toBe("in-effect");
      }
    });
    expect(seen.failures).toEqual([]);
    expect(Math.min(seen.bySlot.blue ?? 0, seen.bySlot.green ?? 0)).toBeGreaterThan(0);
    expect(await countSlots(site.url, 20)).toEqual({ green: 20 });
  },
);

test.runIf(can("sshd"))(
  "on a server over ssh the link is led and followed, and a dropped connection leaves a way on",
  async () => {
    await using place = await releases();
    await using server = await startSshd();
    const remote = openSsh(server, place.effects);
    const notes = join(place.root, "notes");
    const inputs = { "link-after-switch": [["sh", "-c", `pwd -P >>"$1"`, "sh", notes]] };
    await place.open(inputs, remote).setWeight("green", 100);
    expect(await place.current()).toBe("green");
    expect(await remote.readFile(notes)).toBe(`${place.root}/green\n`);

    const begun = join(place.root, "begun");
    const run: typeof remote.run = async (words, how) => {
      const running = remote.run(words, how);
      if (words[0] === "sh") {
        running.catch(() => {});
        await expect.poll(() => existsSync(begun), { timeout: 10_000 }).toBe(true);
        server.drop();
      }
      return running;
    };
    const hanging = [["sh", "-c", `echo >"$1"; sleep 600`, "sh", begun]];
    const router = place.open({ "link-after-switch": hanging }, { ...remote, run });
    const error = await router.setWeight("green", 0).catch((caught) => caught);
    expect(error).toBeInstanceOf(ServiceError);
    expect(error.message).toContain("the link was switched");
    const next = openSsh(server, place.effects);
    expect(await place.open(inputs, next).verify("blue", 100)).toBe("not-yet");
    await place.open(inputs, next).setWeight("blue", 100);
    expect(await place.open(inputs, next).verify("blue", 100)).toBe("unknown");
    expect(await next.readFile(notes)).toBe(`${place.root}/green\n${place.root}/blue\n`);
    expect((await readdir(place.root)).sort()).toEqual(["begun", "blue", "current", "green", "notes"]);
  },
);
