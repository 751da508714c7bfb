import { AbortedError, type ActionError, CommandError, ServiceError } from "../../../kit/errors.ts";
import { isDown } from "../../routers/nginx/complaint.ts";
import { checkIncluded, type Nginx, patience, refusal, test } from "./checks.ts";
import { isAskedOn, isOurs, offText, readOn, unsureText } from "./include-file.ts";

/** The file's text; null where there is none; a ServiceError where it is somebody else's. */
export async function readOwn({ executor, path }: Nginx): Promise<string | null> {
  const found = await executor.readFile(path);
  if (found === null || isOurs(found)) return found;
  throw new ServiceError(`\`${path}\` holds something that deploy-actions has not written`, {
    hint: "Name a file of its own in `nginx-file`; nothing was changed.",
  });
}

/** Writes the file, has nginx test and load it; what fails is put back as it was, and loaded again where it may have been loaded. */
export async function turnOn(nginx: Nginx, content: string): Promise<void> {
  const before = await readOwn(nginx);
  await write(nginx, content);
  try {
    await test(nginx);
    await checkIncluded(nginx);
  } catch (error) {
    await write(nginx, before);
    throw await refusal(nginx, error as ActionError);
  }
  await load(nginx).catch((error: ActionError) => takeBack(nginx, before, error));
}

/** Has nginx load a file without maintenance, even where the present one has none: what nginx works by may be older. */
export async function turnOff(nginx: Nginx): Promise<void> {
  const before = await readOwn(nginx);
  const isOff = !readOn(before);
  if (!isOff) await write(nginx, unsureText);
  try {
    await test(nginx);
  } catch (error) {
    if (!isOff) await write(nginx, before);
    // A configuration that somebody has broken cannot have been loaded since off was.
    if (isOff && error instanceof CommandError && error.exitCode !== null) return;
    throw await refusal(nginx, error as ActionError);
  }
  await load(nginx).catch(async (error: ActionError) => {
    if (!isOff && hasStopped(error)) await write(nginx, offText);
    throw unsure(nginx, error.message, error);
  });
  if (!isOff) await write(nginx, offText);
}

/** A reload may have taken effect, whatever has become of the command. */
async function takeBack(nginx: Nginx, before: string | null, error: ActionError): Promise<never> {
  try {
    await write(nginx, isAskedOn(before) ? before : unsureText);
    await load(nginx).catch((second: ActionError) => {
      if (!hasStopped(second)) throw second;
    });
    if (!isAskedOn(before)) await write(nginx, offText);
  } catch (second) {
    const why = (second as Error).message;
    const what = why === error.message ? why : `${error.message}; what was before is not loaded again: ${why}`;
    throw unsure(nginx, what, error);
  }
  throw new AbortedError(`nginx was not reloaded as it should: ${error.message}`, {
    hint: "The file was put back as it was, and nginx was told to load it. Run the reload by hand to see why it fails.",
    cause: error,
  });
}

function hasStopped(error: unknown): boolean {
  return error instanceof CommandError && isDown(error);
}

function unsure({ path }: Nginx, what: string, cause: unknown): ServiceError {
  return new ServiceError(`whether nginx has loaded \`${path}\` as it is now is unknown: ${what}`, {
    hint: "Mend the reload, then run `deploy-actions maintenance off`: it lets nginx load the file once more.",
    cause,
  });
}

async function write({ executor, path }: Nginx, content: string | null): Promise<void> {
  if (content === null) await executor.remove(path);
  else await executor.writeFile(path, content, { mode: 0o644 });
}

async function load({ executor, reload }: Nginx): Promise<void> {
  await executor.run(reload, patience);
}
