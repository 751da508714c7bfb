import { writeFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { layoutOf, type NginxInputs } from "../../../src/adapters/routers/nginx/inputs.ts";
import { type Layout, textOf } from "../../../src/adapters/routers/nginx/layout.ts";
import { nginxRouter } from "../../../src/adapters/routers/nginx.ts";
import type { Slot } from "../../../src/core/slots.ts";
import type { Effects } from "../../../src/kit/effects.ts";
import type { Executor } from "../../../src/kit/executor.ts";
import type { Router } from "../../../src/stages/ports/router.ts";
import { type TestEffects, testEffects } from "../../effects.ts";
import { type Nginx, startNginx } from "../../servers/nginx.ts";

export type Inputs = Readonly<Record<string, unknown>>;

/** A real nginx in front of two slots, which splits by our file. */
export interface Door extends AsyncDisposable {
  readonly nginx: Nginx;
  readonly url: string;
  readonly file: string;
  readonly effects: TestEffects;
  readonly inputs: Inputs;
  open(inputs?: Inputs, executor?: Executor): Router;
  text(): Promise<string>;
  /** Somebody else writes the file. */
  put(text: string): Promise<void>;
  /** Somebody else changes another file of the configuration. */
  putBeside(text: string): Promise<void>;
  /** The file that this router would write. */
  textOf(green: number): string;
}

/** Parses inputs as the configuration would. */
export function valuesOf(inputs: Inputs): NginxInputs {
  const values = Object.entries(nginxRouter.inputs).map(([name, field]) => {
    const given = inputs[name] ?? field.default;
    return [name, given === undefined ? undefined : field.parse(given)];
  });
  return Object.fromEntries(values);
}

/** Opens the router as the configuration would. */
export function openNginx(inputs: Inputs, effects: Effects, executor?: Executor): Router {
  const where = executor === undefined ? {} : { executor };
  return nginxRouter.open(valuesOf(inputs), { effects, ...where, application: "shop", environment: "test" });
}

/** Starts it with all of the traffic going to blue; `more` are inputs beyond the mode. */
export async function startDoor(mode: "upstream" | "split-clients", more: Inputs = {}): Promise<Door> {
  const [blue, green] = await Promise.all([startSlot("blue"), startSlot("green")]);
  const split = { "nginx-mode": mode, "nginx-blue": blue.address, "nginx-green": green.address, ...more };
  const nginx = await startNginx((folder, listen) => {
    const layout = layoutOf(valuesOf({ ...split, "nginx-file": "" }), "shop");
    writeFileSync(join(folder, "shop.conf"), textOf(layout, 0));
    return serverOf(folder, listen, layout);
  });
  const file = join(nginx.folder, "shop.conf");
  const effects = testEffects({ folder: nginx.folder });
  const url = `${nginx.url}/-/split`;
  const commands = { "nginx-test": nginx.test, "nginx-reload": nginx.reload, "nginx-confirm-url": url };
  const inputs = { ...split, "nginx-file": file, ...commands };
  return {
    nginx,
    url: nginx.url,
    file,
    effects,
    inputs,
    open: (others = {}, executor) => openNginx({ ...inputs, ...others }, effects, executor),
    text: () => readFile(file, "utf8"),
    put: (text) => writeFile(file, text),
    putBeside: (text) => writeFile(join(nginx.folder, "others.conf"), text),
    textOf: (share) => textOf(layoutOf(valuesOf(inputs), "shop"), share),
    async [Symbol.asyncDispose]() {
      for (const part of [nginx, blue, green]) await part[Symbol.asyncDispose]();
    },
  };
}

function serverOf(folder: string, listen: string, { mode, name, cookie }: Layout): readonly string[] {
  writeFileSync(join(folder, "others.conf"), "");
  return [
    `include ${folder}/others.conf;`,
    `include ${folder}/shop.conf;`,
    "server {",
    // The kernel gives each worker its part of the connections.
    `listen ${listen} reuseport;`,
    `location = /-/split { return 200 $${name}_split; }`,
    "location / {",
    `proxy_pass http://${mode === "upstream" ? name : `$${name}_upstream`};`,
    ...(cookie === undefined ? [] : [`add_header Set-Cookie $${name}_cookie always;`]),
    "}",
    "}",
  ];
}

async function startSlot(slot: Slot): Promise<{ readonly address: string } & AsyncDisposable> {
  const server = createServer((_, response) => response.setHeader("x-slot", slot).end("{}"));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
