import { InputError } from "../../kit/errors.ts";

/** A name for a place in a path: octokit escapes it, but an address drops `.` and `..` and what stands before them. */
export function segment(what: string, name: string): string {
  if (name !== "" && !/^\.{1,2}$/.test(name)) return name;
  throw new InputError(`\`${name}\` is no name of ${what}`);
}

/** A full commit id: GitHub takes short ones for something else. */
export function commitId(commit: string): string {
  if (/^[0-9a-f]{40}([0-9a-f]{24})?$/i.test(commit)) return commit;
  throw new InputError(`\`${commit}\` is no full commit id (40 hexadecimal digits)`);
}

/** A run's id as a number. */
export function runId(run: string): number {
  if (/^\d{1,15}$/.test(run)) return Number(run);
  throw new InputError(`\`${run}\` is no id of a workflow run; it must be a number`);
}
