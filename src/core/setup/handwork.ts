import { deployFilePath, sectionsOf } from "./deploy-file.ts";
import { type RepositoryFacts, runnerLabel, tagPattern } from "./facts.ts";

/** Stands for the published repository until it has a name. */
export const placeholderSuite = "org/deploy-actions@v1";

/** What nobody but a person can do after the files are written, a sentence each. */
export function handwork(facts: RepositoryFacts, areEnvironmentsReady: boolean): readonly string[] {
  const { environment, suite, tags } = facts;
  return [
    ...(suite === placeholderSuite
      ? [
          `Put the owner of your copy in the place of \`org\` in \`uses: ${suite}\` (\`--suite owner/deploy-actions@v1\`).`,
        ]
      : []),
    ...gaps(facts),
    `Register a self-hosted runner with the label \`${runnerLabel(facts)}\`, where the application or its database is on that machine alone; what is reached over ssh, by kubectl or by the network needs none (\`--runs-on ubuntu-latest\`).`,
    ...(areEnvironmentsReady
      ? []
      : [
          `Create the environments \`${environment}-approve\` (required reviewers, no secrets) and \`${environment}\` (no reviewers, only ${branchOf(facts)} and tags \`${tagPattern(tags)}\`): Settings, Environments; or GITHUB_TOKEN=... deploy-actions init --reviewers alice,org/team.`,
        ]),
    "Required reviewers and timers exist on public repositories, and on private ones with GitHub Enterprise alone; elsewhere the gate lets everybody through.",
    `Protect the tags \`${tagPattern(tags)}\` by a ruleset (Settings, Rules): whoever may push such a tag may use the secrets of \`${environment}\`.`,
    `Where ${deployFilePath} gets a \`$NAME\` of a secret: set the secret in the environment \`${environment}\`, add it to \`secrets:\` of the job, and to \`env-allow\`.`,
    "Then commit the files and run `deploy-actions check`.",
  ];
}

function gaps(facts: RepositoryFacts): readonly string[] {
  const { backup, migrations, slot } = sectionsOf(facts);
  const absent = [
    ...(backup ? [] : ["backup"]),
    ...(migrations === null ? ["migrate"] : []),
    ...(slot ? [] : ["deploy-slot", "smoke-test", "traffic-shift"]),
  ];
  const guesses =
    slot || backup ? [`Look through ${deployFilePath}: the paths under /srv and the addresses are guesses.`] : [];
  if (absent.length === 0) return guesses;
  const names = absent.map((name) => `\`${name}\``).join(", ");
  return [
    ...guesses,
    `Write ${names} into ${deployFilePath}: release.yml refuses until they are there. What this version has no adapter for is said in the file.`,
  ];
}

function branchOf({ defaultBranch }: RepositoryFacts): string {
  return defaultBranch === null ? "the default branch" : `the branch \`${defaultBranch}\``;
}
