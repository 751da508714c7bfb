import { writeFileSync } from "node:fs";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { flagdRouter } from "../../../src/adapters/routers/flagd.ts";
import { haproxyRouter } from "../../../src/adapters/routers/haproxy.ts";
import { linkRouter } from "../../../src/adapters/routers/link.ts";
import { type Layout, textOf } from "../../../src/adapters/routers/nginx/layout.ts";
import { nginxRouter } from "../../../src/adapters/routers/nginx.ts";
import { startHaproxy } from "../../../test/servers/haproxy.ts";
import { startNginx } from "../../../test/servers/nginx.ts";
import { flagFile, quickstart } from "../../demo/stage.ts";
import { type Ground, openRouter, type SwitchPlace } from "./place.ts";

interface Ports {
  readonly blue: number;
  readonly green: number;
}

/** Two servers in a process of their own, which say in `x-slot` who they are. */
async function startSlots({ company, folder }: Ground): Promise<Ports> {
  const slots = company.start({
    name: "the slots",
    args: [join(import.meta.dirname, "slots.ts")],
    folder,
    environment: { PATH: process.env.PATH ?? "" },
  });
  const { blue, green } = await slots.next("listening");
  return { blue: Number(blue), green: Number(green) };
}

/** Two servers of one backend, by the Runtime API. */
export async function openHaproxy(ground: Ground): Promise<SwitchPlace> {
  const haproxy = await startHaproxy(await startSlots(ground));
  const inputs = { "haproxy-socket": haproxy.socket, "haproxy-backend": "app" };
  const router = openRouter(haproxyRouter, inputs, ground.effects);
  return { router, url: haproxy.url, [Symbol.asyncDispose]: () => haproxy[Symbol.asyncDispose]() };
}

/** An upstream of two servers, in a file that nginx loads anew. */
export async function openNginx(ground: Ground): Promise<SwitchPlace> {
  const ports = await startSlots(ground);
  const [blue, green] = [`127.0.0.1:${ports.blue}`, `127.0.0.1:${ports.green}`];
  const layout: Layout = {
    ...{ mode: "upstream", name: "bench", key: "$remote_addr", keepalive: 0, cookie: undefined },
    ...{ blue, green },
  };
  const nginx = await startNginx((folder, listen) => {
    writeFileSync(join(folder, "split.conf"), textOf(layout, 0));
    return [
      `include ${folder}/split.conf;`,
      "server {",
      `listen ${listen};`,
      "location = /-/split { return 200 $bench_split; }",
      "location / { proxy_pass http://bench; proxy_next_upstream off; }",
      "}",
    ];
  });
  const inputs = {
    ...{ "nginx-file": join(nginx.folder, "split.conf"), "nginx-blue": blue, "nginx-green": green },
    ...{ "nginx-test": nginx.test, "nginx-reload": nginx.reload, "nginx-confirm-url": `${nginx.url}/-/split` },
  };
  const router = openRouter(nginxRouter, inputs, ground.effects);
  return { router, url: nginx.url, [Symbol.asyncDispose]: () => nginx[Symbol.asyncDispose]() };
}

/** Two folders of files, of which nginx serves the one that `current` leads to. */
export async function openLink({ folder, effects }: Ground): Promise<SwitchPlace> {
  const root = join(folder, "site");
  for (const slot of ["blue", "green"]) {
    await mkdir(join(root, slot), { recursive: true });
    await writeFile(join(root, slot, "REVISION"), slot);
    await writeFile(join(root, slot, "index.json"), JSON.stringify({ commit: slot }));
  }
  await symlink("blue", join(root, "current"));
  const nginx = await startNginx((_, listen) => [
    "map $realpath_root $slot { ~/blue$ blue; ~/green$ green; }",
    "server {",
    `listen ${listen};`,
    `root ${root}/current;`,
    "index index.json;",
    "add_header x-slot $slot;",
    "}",
  ]);
  const inputs = { "link-root": root, "link-confirm-url": `${nginx.url}/` };
  const router = openRouter(linkRouter, inputs, effects);
  return { router, url: nginx.url, [Symbol.asyncDispose]: () => nginx[Symbol.asyncDispose]() };
}

/** The quickstart's front door, which follows a flag file. */
export async function openFlagd(ground: Ground): Promise<SwitchPlace> {
  const { folder, company, effects } = ground;
  const { blue, green } = await startSlots(ground);
  const flags = join(folder, "flags.json");
  await writeFile(flags, flagFile);
  const slots = ["--blue", `http://127.0.0.1:${blue}`, "--green", `http://127.0.0.1:${green}`];
  const door = company.start({
    name: "the front door",
    args: [join(quickstart, "door/door.ts"), "--flags", flags, ...slots],
    folder,
    environment: { PATH: process.env.PATH ?? "" },
  });
  const url = `http://127.0.0.1:${(await door.next("listening")).port}`;
  const router = openRouter(flagdRouter, { "flagd-file": flags, "flagd-confirm-url": `${url}/-/door` }, effects);
  return { router, url, [Symbol.asyncDispose]: async () => undefined };
}
