import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { nginxMaintenance } from "../../../src/adapters/maintenance/nginx.ts";
import type { Effects } from "../../../src/kit/effects.ts";
import type { Words } from "../../../src/kit/executor.ts";
import { startNginx } from "../../servers/nginx.ts";
import { openMode, visitOf } from "./open.ts";

export type NginxSite = Awaited<ReturnType<typeof nginxSite>>;

/** A real nginx whose server includes the file, and has a page of its own for 503. */
export async function nginxSite(include = (file: string) => `include ${file}*;`) {
  const nginx = await startNginx((folder, listen) => [
    "server {",
    `listen ${listen};`,
    include(join(folder, "maintenance.conf")),
    "error_page 503 /own.html;",
    "location = /own.html { return 200 own; }",
    "location = /busy { return 503; }",
    "location / { return 200 shop; }",
    "}",
    `include ${folder}/more*;`,
  ]);
  const file = join(nginx.folder, "maintenance.conf");
  const command = nginx.test.slice(0, -1) as readonly string[] as Words;
  const inputs = { "nginx-file": file, "nginx-command": command, "nginx-exempt": "/health, /api/health/*" };
  return {
    nginx,
    file,
    inputs,
    open: (more: Readonly<Record<string, unknown>> = {}, effects?: Effects) =>
      openMode(nginxMaintenance, { ...inputs, ...more }, effects),
    /** Reloads nginx and ends with a code, the first time or always. */
    reloadThatFails: (often: "once" | "always"): Words => {
      const failed = join(nginx.folder, "has-failed");
      const script = `"$@"; [ ${often} = once ] && [ -e ${failed} ] || { touch ${failed}; exit 7; }`;
      return ["sh", "-c", script, "sh", ...nginx.reload];
    },
    visit: (path: string) => visitOf(`${nginx.url}${path}`),
    /** Another file of the configuration. */
    more: (text: string) => writeFileSync(join(nginx.folder, "more.conf"), text),
    [Symbol.asyncDispose]: () => nginx[Symbol.asyncDispose](),
  };
}
