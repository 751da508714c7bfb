import { InputError } from "../../kit/errors.ts";
import { list, text, words } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Maintenance } from "../../stages/ports/maintenance.ts";
import { checkExempt } from "./exempt.ts";
import { readOwn, turnOff, turnOn } from "./nginx/change.ts";
import type { Nginx } from "./nginx/checks.ts";
import { onText, readOn } from "./nginx/include-file.ts";

/** One file that nginx includes: it answers 503 where it is on, and is empty but for a comment where it is off. */
export const nginxMaintenance = defineAdapter<Maintenance>()({
  name: "nginx",
  summary: "A file that your `server` block includes; tested by `nginx -t` before every reload.",
  inputs: {
    "nginx-file": text({
      description: "Absolute path of the file; have `include <path>*;` in each `server` block that it is for.",
      required: true,
    }),
    "nginx-exempt": list({
      default: "/health",
      description: "Paths that are served all the while: `/health, /up`; `/api/health/*` for all below it.",
    }),
    "nginx-command": words({ default: "nginx", description: "The program, as `sudo nginx` or `nginx -c /path`." }),
    "nginx-reload": words({
      description: "What reloads it, as `systemctl reload nginx`. Without it, `nginx-command` with `-s reload`.",
    }),
  },
  open(inputs, { effects, executor = effects.exec }) {
    const path = inputs["nginx-file"];
    if (!path.startsWith("/")) throw new InputError([{ where: "nginx-file", what: "must be an absolute path" }]);
    const command = inputs["nginx-command"];
    const nginx: Nginx = { executor, path, command, reload: inputs["nginx-reload"] ?? [...command, "-s", "reload"] };
    const exempt = checkExempt("nginx-exempt", inputs["nginx-exempt"]);
    return {
      exempt,
      state: async () => ({ on: readOn(await readOwn(nginx)) }),
      enter: (retryAfter) => turnOn(nginx, onText(exempt, retryAfter)),
      leave: () => turnOff(nginx),
      // Workers of before the reload may answer for a moment: only an answer tells.
      verify: async (on) => (readOn(await readOwn(nginx)) === on ? "unknown" : "not-yet"),
    };
  },
});
