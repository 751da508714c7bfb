import { AbortedError, type ActionError, CommandError, InputError, ServiceError } from "../../kit/errors.ts";
import type { Executor, Words } from "../../kit/executor.ts";
import { list, text, words } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Maintenance } from "../../stages/ports/maintenance.ts";
import { checkExempt } from "./exempt.ts";
import { isOurs, offText, onText, readOn } from "./nginx/include-file.ts";

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
      async enter(retryAfter) {
        await write(nginx, onText(exempt, retryAfter), true);
      },
      async leave() {
        if ((await readOwn(nginx)) !== null) await write(nginx, offText, false);
      },
      // Workers of before the reload may answer for a moment: only an answer tells.
      verify: async (on) => (readOn(await readOwn(nginx)) === on ? "unknown" : "not-yet"),
    };
  },
});

interface Nginx {
  readonly executor: Executor;
  readonly path: string;
  readonly command: Words;
  readonly reload: Words;
}

const patience = { timeout: 60_000 };

async function readOwn({ executor, path }: Nginx): Promise<string | null> {
  const found = await executor.readFile(path);
  if (found === null || isOurs(found)) return found;
  throw new ServiceError(`\`${path}\` holds something that deploy-actions has not written`, {
    hint: "Name a file of its own in `nginx-file`; nothing was changed.",
  });
}

/** Writes the file, has nginx test and load it; a configuration that fails is put back as it was. */
async function write(nginx: Nginx, content: string, mustBeIncluded: boolean): Promise<void> {
  const { executor, path, reload } = nginx;
  const before = await readOwn(nginx);
  await executor.writeFile(path, content, { mode: 0o644 });
  try {
    await test(nginx);
    if (mustBeIncluded) await checkIncluded(nginx);
    await executor.run(reload, patience);
  } catch (error) {
    if (before === null) await executor.remove(path);
    else await executor.writeFile(path, before, { mode: 0o644 });
    throw await explained(nginx, error as ActionError);
  }
}

async function test({ executor, command }: Nginx): Promise<void> {
  await executor.run([...command, "-t"], patience);
}

/** A file that nobody includes would turn nobody away. */
async function checkIncluded({ executor, command, path }: Nginx): Promise<void> {
  const { stdout } = await executor.run([...command, "-T"], patience);
  if (stdout.split("\n").includes(`# configuration file ${path}:`)) return;
  throw new InputError([{ where: "nginx-file", what: `nginx does not include \`${path}\`` }], {
    hint: `Write \`include ${path}*;\` into the \`server\` block; nothing was changed.`,
  });
}

async function explained(nginx: Nginx, error: ActionError): Promise<ActionError> {
  if (!(error instanceof CommandError)) return error;
  const isBroken = await test(nginx).then(
    () => false,
    () => true,
  );
  const reason = /^nginx: \[emerg\] (.+)$/m.exec(error.output)?.[1] ?? error.message;
  const whose = isBroken ? " (it fails without this change as well)" : "";
  return new AbortedError(`nginx does not take its configuration${whose}: ${reason}`, {
    hint: "The file was put back as it was, and nothing was reloaded. Mend what `nginx -t` says.",
    cause: error,
  });
}
