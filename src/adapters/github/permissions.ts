/** A permission as a workflow writes it. */
export type Permission = `${string}: ${"read" | "write"}`;

/** What `permissions:` of a job can hold. Everything else needs a token that a GitHub App or a person has made. */
const ofJobs =
  /^(actions|artifact-metadata|attestations|checks|contents|deployments|discussions|issues|models|packages|pages|pull-requests|security-events|statuses)$/;

/** What GitHub says to a refusal, as far as it helps. */
export interface Refusal {
  /** The header `x-accepted-github-permissions`: alternatives by `;`, what is needed together by `,`. */
  readonly accepted: string | undefined;
  /** The header `x-github-sso`. */
  readonly singleSignOn: string | undefined;
  readonly message: string;
}

/** What to do about a refusal: GitHub's own words where it names a permission, else what the operation is known to need. */
export function permissionHint({ accepted, singleSignOn, message }: Refusal, known: readonly Permission[]): string {
  if (/not permitted to create or approve pull requests/i.test(message)) return allowPullRequests;
  if (singleSignOn !== undefined) return "Authorize the token for the single sign-on of the organization.";
  if (/ip allow ?list/i.test(message)) return "Let the runner's address onto the IP allow list of the organization.";
  const named = alternatives(accepted ?? "");
  return (named.length > 0 ? named : [known]).map(sentence).join(" Or: ");
}

const allowPullRequests =
  "In the repository's settings, under Actions, General, tick `Allow GitHub Actions to create and approve pull requests`; the organization may have to allow it first.";

function sentence(permissions: readonly Permission[]): string {
  const list = `\`permissions: { ${permissions.join(", ")} }\``;
  const isForJobs = permissions.every((permission) => ofJobs.test(permission.replace(/:.*/, "")));
  if (isForJobs) return `Give the job ${list}; a token of another kind needs the same.`;
  const names = permissions.map((permission) => `\`${permission}\``).join(" and ");
  return `Use the token of a GitHub App or a person with ${names}: the job's own token cannot have that.`;
}

function alternatives(header: string): readonly (readonly Permission[])[] {
  return header
    .split(";")
    .map((together) => together.split(",").flatMap(permission))
    .filter((together) => together.length > 0);
}

function permission(text: string): readonly Permission[] {
  const found = /^\s*(\w+)=(read|write|admin)\s*$/.exec(text);
  if (found?.[1] === undefined || found[1] === "metadata") return [];
  return [`${found[1].replaceAll("_", "-")}: ${found[2] === "read" ? "read" : "write"}`];
}
