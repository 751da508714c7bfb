import type { Problem } from "../../kit/errors.ts";
import { text } from "../../kit/fields.ts";
import { isObjectName } from "../kubernetes/cluster.ts";

export interface JobInputs {
  readonly image: string;
  readonly serviceAccount: string;
}

/** The two inputs of a router whose dead man's switch is a Job; what it may do is said with the account. */
export const imageField = () =>
  text({
    description:
      "Image of the Job that is the dead man's switch, best by its digest; it needs `kubectl` and `sleep`. Without it there is none.",
  });
export const accountField = (what: string) =>
  text({ description: `Service account of that Job: it has to be allowed to \`get\` and \`patch\` ${what}.` });

/** What both say together: null where there is to be no such Job; or what is wrong with them. */
export function jobInputs(
  prefix: string,
  image: string | undefined,
  account: string | undefined,
): { readonly asked: JobInputs | null; readonly problems: readonly Problem[] } {
  if (image !== undefined && account !== undefined && isObjectName(account)) {
    return { asked: { image, serviceAccount: account }, problems: [] };
  }
  if (image === undefined && account === undefined) return { asked: null, problems: [] };
  const [where, what] =
    image === undefined
      ? ["image", "is missing: the account alone is of no use"]
      : ["account", account === undefined ? "is missing" : "must be the name of a service account"];
  return { asked: null, problems: [{ where: `${prefix}-dead-man-${where}`, what }] };
}
