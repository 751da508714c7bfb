import { markDescription, markedPlace } from "../core/deployment-mark.ts";
import type { ReleaseRecord } from "../core/journal.ts";
import type { Effects } from "../kit/effects.ts";
import type { DeploymentState, GitHub } from "./ports/github.ts";
import type { Session } from "./session.ts";

/** Tells GitHub how a release stands. Nothing that goes wrong there stops a deployment: it is warned of. */
export interface Publisher {
  /** The release was opened a moment ago. */
  opened(session: Session): Promise<void>;
  /** It is verified good: the others are not live any more. */
  good(session: Session, release: ReleaseRecord): Promise<void>;
  /** It was taken back; what was live before is live still. */
  rolledBack(session: Session, release: ReleaseRecord): Promise<void>;
  /** `deployment` is the one of a release that was given up before it changed anything. */
  superseded(session: Session, deployment: number | null, release: ReleaseRecord): Promise<void>;
}

export interface PublisherOptions {
  readonly effects: Effects;
  readonly github: () => Promise<GitHub | null>;
  readonly application: string;
  readonly environment: string;
  /** The public address of the release; null where none is known. */
  readonly url: string | null;
}

interface Work extends PublisherOptions {
  readonly api: GitHub;
  readonly session: Session;
}

/** More than this were left over by nobody we know. */
const mostStale = 5;

const overtaken: readonly DeploymentState[] = ["success", "in_progress", "queued", "pending"];

/** Tells GitHub by one Deployment per release, each status naming the journal's newest entry. */
export function deploymentPublisher(options: PublisherOptions): Publisher {
  const { effects } = options;
  const telling = async (session: Session, act: (work: Work) => Promise<void>): Promise<void> => {
    try {
      const api = await options.github();
      if (api !== null) await act({ ...options, api, session });
    } catch (error) {
      effects.log.warn(`GitHub was not told: ${effects.redact(String((error as Error).message))}`);
    }
  };
  return {
    async opened(session) {
      const { open } = session.state;
      if (open !== null) await telling(session, async (work) => void (await create(work, open)));
      const isAsked = effects.env("GITHUB_ACTIONS") === "true" && (await options.github().catch(() => null)) === null;
      if (isAsked) effects.log.warn("GitHub is not told of this release, because there is no `github-token`");
    },
    good: (session, release) =>
      telling(session, async (work) => {
        const id = deploymentOf(session, release) ?? (await create(work, release));
        await setStatus(work, id, "success", `${release.version} is live and verified good`);
        await retire(work, id, release);
      }),
    rolledBack: (session, release) =>
      telling(session, async (work) => {
        const id = deploymentOf(session, release);
        if (id !== null) await setStatus(work, id, "failure", `${release.version} was rolled back`);
      }),
    superseded: (session, deployment, { version }) =>
      telling(session, async (work) => {
        if (deployment === null) return;
        await setStatus(work, deployment, "inactive", `${version} was superseded before it changed anything`);
      }),
  };
}

function deploymentOf({ state: { publication } }: Session, { commit }: ReleaseRecord): number | null {
  return publication?.commit === commit ? publication.deployment : null;
}

async function create(work: Work, release: ReleaseRecord & { readonly id?: string }): Promise<number> {
  const { api, session, application, environment } = work;
  const { commit, version, slot } = release;
  const id = await api.createDeployment({
    commit,
    environment,
    description: markDescription(session.place, application, `${version} was opened`),
    isProduction: /^prod/i.test(environment),
    payload: { release: release.id ?? commit, version, slot, application, journal: session.place ?? "" },
  });
  await session.write({
    phase: "done",
    deed: "publish",
    release: { commit, version, slot },
    after: { deployment: id },
  });
  await setStatus(work, id, "in_progress", `${version} is being deployed to slot ${slot}`);
  return id;
}

async function setStatus(work: Work, id: number, state: DeploymentState, text: string): Promise<void> {
  const { api, session, effects, application, url } = work;
  const description = effects.redact(markDescription(session.place, application, text));
  const environmentUrl = state === "inactive" ? null : publicUrl(url, effects);
  await api.setDeploymentStatus(id, { state, description, logUrl: effects.run.url, environmentUrl });
}

/** Left to GitHub, older ones would stay live: it makes none of a production environment inactive by itself. */
async function retire(work: Work, id: number, { version }: ReleaseRecord): Promise<void> {
  const { api, application, environment } = work;
  const others = (await api.deployments(environment)).filter(
    (known) =>
      known.id !== id && overtaken.includes(known.state) && markedPlace(known.description, application) !== null,
  );
  for (const known of others.slice(0, mostStale))
    await setStatus(work, known.id, "inactive", `${version} took its place`);
}

/** An address that holds a password, or anything masked, is not for everybody. */
function publicUrl(url: string | null, effects: Effects): string | null {
  if (url === null || effects.redact(url) !== url || !URL.canParse(url)) return null;
  const { protocol, username, password } = new URL(url);
  return /^https?:$/.test(protocol) && username + password === "" ? url : null;
}
