export const id = 213;
export const ids = [213];
export const modules = {

/***/ 1213:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  openGitHub: () => (/* binding */ openGitHub)
});

// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var kit_errors = __webpack_require__(3134);
;// CONCATENATED MODULE: ./tmp/build/adapters/github/address.js

function apiAddress(effects) {
    const rest = checkAddress("GITHUB_API_URL", effects.env("GITHUB_API_URL") ?? ofServer(effects.env("GITHUB_SERVER_URL")));
    const beside = /\/api\/v3$/.test(rest) ? rest.replace(/\/v3$/, "/graphql") : `${rest}/graphql`;
    return { rest, graphql: checkAddress("GITHUB_GRAPHQL_URL", effects.env("GITHUB_GRAPHQL_URL") ?? beside) };
}
async function findRepository(effects) {
    const named = effects.env("GITHUB_REPOSITORY");
    if (named !== undefined)
        return checkRepository(named);
    const origin = await originAddress(effects);
    return origin === null ? null : repositoryIn(origin, serverHost(effects));
}
function checkRepository(name) {
    const parts = name.split("/");
    const isSafe = (part) => /^[\w.-]+$/.test(part) && !/^\.+$/.test(part);
    if (parts.length === 2 && parts.every(isSafe))
        return name;
    throw new kit_errors/* InputError */.dz(`\`${name}\` is no repository of GitHub; it must look like \`owner/name\``);
}
function repositoryIn(address, host) {
    const found = /^(?:https?|ssh|git):\/\/(?:[^/@]*@)?(?<host>[^/:@]+)(?::\d+)?\/(?<path>.+)$/i.exec(address)?.groups ??
        /^(?:[^/@:]+@)?(?<host>[^/:@]+):(?!\/)(?<path>.+)$/.exec(address)?.groups;
    if (found?.host === undefined || found.path === undefined)
        return null;
    if (found.host.toLowerCase().replace(/^(ssh|www)\.(?=github\.com$)/, "") !== host)
        return null;
    const path = found.path.replace(/\/$/, "").replace(/\.git$/, "");
    return /^[\w.-]+\/[\w.-]+$/.test(path) ? checkRepository(path) : null;
}
function ofServer(server) {
    if (server === undefined || URL.parse(server)?.hostname === "github.com")
        return "https://api.github.com";
    return `${checkAddress("GITHUB_SERVER_URL", server)}/api/v3`;
}
async function originAddress({ exec }) {
    try {
        const answer = await exec.run(["git", "remote", "get-url", "origin"], { okCodes: [2, 128], timeout: 10_000 });
        return answer.code === 0 ? answer.stdout.trim() : null;
    }
    catch (error) {
        if (error instanceof kit_errors/* ActionError */.lZ && error.code !== "cancelled")
            return null;
        throw error;
    }
}
function serverHost(effects) {
    const server = effects.env("GITHUB_SERVER_URL");
    if (server !== undefined)
        return new URL(checkAddress("GITHUB_SERVER_URL", server)).hostname;
    return new URL(apiAddress(effects).rest).hostname.replace(/^api\./, "");
}
function checkAddress(name, address) {
    const parsed = URL.parse(address);
    const isHttp = parsed !== null && /^https?:$/.test(parsed.protocol);
    if (isHttp && parsed.username === "" && parsed.password === "")
        return address.replace(/\/+$/, "");
    throw new kit_errors/* InputError */.dz([{ where: name, what: "must be an http address without a user name or password" }]);
}

;// CONCATENATED MODULE: ./tmp/build/adapters/github/check-facts.js
function checkFacts(found) {
    return newest(found).map(fact);
}
function newest(found) {
    const byName = new Map();
    for (const check of found) {
        const known = byName.get(identity(check));
        if (known === undefined || began(check) > began(known))
            byName.set(identity(check), check);
    }
    return [...byName.values()];
}
function identity(check) {
    if (check.__typename === "StatusContext")
        return JSON.stringify([check.context]);
    const { app, workflowRun } = check.checkSuite;
    return JSON.stringify([check.name, app?.slug, workflowRun?.workflow.name, workflowRun?.event]);
}
function began(check) {
    const at = check.__typename === "StatusContext" ? check.createdAt : check.startedAt;
    return at === null ? Number.POSITIVE_INFINITY : Date.parse(at);
}
const states = {
    SUCCESS: "success",
    NEUTRAL: "neutral",
    SKIPPED: "neutral",
    PENDING: "pending",
    EXPECTED: "pending",
};
function fact(check) {
    if (check.__typename === "StatusContext") {
        const state = states[check.state] ?? "failure";
        const endedAt = state === "pending" ? null : check.createdAt;
        return { name: check.context, state, url: check.targetUrl, endedAt, run: null };
    }
    const state = check.status === "COMPLETED" ? (states[check.conclusion ?? ""] ?? "failure") : "pending";
    const run = check.checkSuite.workflowRun?.databaseId?.toString() ?? null;
    return { name: check.name, state, url: check.url, endedAt: check.completedAt, run };
}

;// CONCATENATED MODULE: ./tmp/build/adapters/github/documents.js
const checksDocument = `query ($owner: String!, $name: String!, $commit: GitObjectID!, $after: String) {
  repository(owner: $owner, name: $name) {
    object(oid: $commit) {
      __typename
      ... on Commit {
        statusCheckRollup {
          contexts(first: 100, after: $after) {
            pageInfo { hasNextPage endCursor }
            nodes {
              __typename
              ... on CheckRun {
                name status conclusion url startedAt completedAt
                checkSuite { app { slug } workflowRun { databaseId event workflow { name } } }
              }
              ... on StatusContext { context state targetUrl createdAt }
            }
          }
        }
      }
    }
  }
}`;
const deploymentsDocument = `query ($owner: String!, $name: String!, $environment: String!) {
  repository(owner: $owner, name: $name) {
    deployments(environments: [$environment], first: 50, orderBy: { field: CREATED_AT, direction: DESC }) {
      nodes {
        databaseId commitOid task createdAt state
        latestStatus { state description logUrl environmentUrl }
        statuses(first: 100) { nodes { state } }
      }
    }
  }
}`;
function pullRequestsDocument(commits) {
    const numbers = [...Array(commits).keys()];
    return `query ($owner: String!, $name: String!${numbers.map((i) => `, $c${i}: GitObjectID!`).join("")}) {
  repository(owner: $owner, name: $name) {
${numbers.map((i) => `    c${i}: object(oid: $c${i}) { ...brought }`).join("\n")}
  }
}
fragment brought on GitObject {
  __typename
  ... on Commit {
    associatedPullRequests(first: 5) {
      nodes {
        id number title url merged mergedAt baseRefName author { login } mergeCommit { oid }
        comments(last: 50) { nodes { id url body viewerDidAuthor } }
      }
    }
  }
}`;
}
const commentsDocument = `query ($owner: String!, $name: String!, $number: Int!, $before: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      id
      comments(last: 100, before: $before) {
        pageInfo { hasPreviousPage startCursor }
        nodes { id url body viewerDidAuthor }
      }
    }
  }
}`;
const lastCommentsDocument = `query ($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename
    ... on PullRequest { id comments(last: 20) { nodes { id url body viewerDidAuthor } } }
  }
}`;
function writeCommentsDocument(edits) {
    const inputs = edits.map((isEdit, i) => `$i${i}: ${isEdit ? "UpdateIssueCommentInput" : "AddCommentInput"}!`);
    const writes = edits.map((isEdit, i) => isEdit
        ? `  c${i}: updateIssueComment(input: $i${i}) { issueComment { id url } }`
        : `  c${i}: addComment(input: $i${i}) { commentEdge { node { id url } } }`);
    return `mutation (${inputs.join(", ")}) {\n${writes.join("\n")}\n}`;
}
const revertDocument = `mutation ($input: RevertPullRequestInput!) {
  revertPullRequest(input: $input) { revertPullRequest { number url } }
}`;
const openPullRequestsDocument = `query ($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    pullRequests(states: OPEN, first: 20, orderBy: { field: CREATED_AT, direction: DESC }) {
      nodes { number url title body viewerDidAuthor }
    }
  }
}`;
const openIssuesDocument = `query ($owner: String!, $name: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    issues(states: OPEN, first: 100, after: $after, orderBy: { field: CREATED_AT, direction: DESC }) {
      pageInfo { hasNextPage endCursor }
      nodes { number url body viewerDidAuthor }
    }
  }
}`;

;// CONCATENATED MODULE: ./tmp/build/adapters/github/segments.js

function segment(what, name) {
    if (name !== "" && !/^\.{1,2}$/.test(name))
        return name;
    throw new kit_errors/* InputError */.dz(`\`${name}\` is no name of ${what}`);
}
function commitId(commit) {
    if (/^[0-9a-f]{40}([0-9a-f]{24})?$/i.test(commit))
        return commit;
    throw new kit_errors/* InputError */.dz(`\`${commit}\` is no full commit id (40 hexadecimal digits)`);
}
function runId(run) {
    if (/^\d{1,15}$/.test(run))
        return Number(run);
    throw new kit_errors/* InputError */.dz(`\`${run}\` is no id of a workflow run; it must be a number`);
}

;// CONCATENATED MODULE: ./tmp/build/adapters/github/checks.js




const mostPages = 20;
function checksOf(client) {
    return {
        async checks(commit) {
            const found = [];
            let after = null;
            for (let page = 0; page < mostPages; page++) {
                const { nodes, pageInfo } = await readPage(client, commitId(commit), after);
                found.push(...nodes);
                if (!pageInfo.hasNextPage)
                    return checkFacts(found);
                after = pageInfo.endCursor;
            }
            throw new kit_errors/* ServiceError */._7(`commit \`${commit}\` has more than ${mostPages * 100} checks; they were not all read`);
        },
    };
}
async function readPage(client, commit, after) {
    const [owner, name] = client.repository.split("/");
    const ask = {
        deed: `read the checks of commit \`${commit.slice(0, 12)}\``,
        named: `commit \`${commit}\``,
        permissions: ["checks: read", "statuses: read", "contents: read"],
    };
    const { repository } = await client.graphql(ask, checksDocument, { owner, name, commit, after });
    if (repository.object?.__typename !== "Commit") {
        throw new kit_errors/* InputError */.dz(`GitHub knows no commit \`${commit}\` in \`${client.repository}\``, {
            hint: "Push it first.",
        });
    }
    return (repository.object.statusCheckRollup?.contexts ?? { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [] });
}

;// CONCATENATED MODULE: ./tmp/build/adapters/github/permissions.js
const ofJobs = /^(actions|artifact-metadata|attestations|checks|contents|deployments|discussions|issues|models|packages|pages|pull-requests|security-events|statuses)$/;
function permissionHint({ accepted, singleSignOn, message }, known) {
    if (/not permitted to create or approve pull requests/i.test(message))
        return allowPullRequests;
    if (singleSignOn !== undefined)
        return "Authorize the token for the single sign-on of the organization.";
    if (/ip allow ?list/i.test(message))
        return "Let the runner's address onto the IP allow list of the organization.";
    const named = alternatives(accepted ?? "");
    return (named.length > 0 ? named : [known]).map(sentence).join(" Or: ");
}
const allowPullRequests = "In the repository's settings, under Actions, General, tick `Allow GitHub Actions to create and approve pull requests`; the organization may have to allow it first.";
function sentence(permissions) {
    const list = `\`permissions: { ${permissions.join(", ")} }\``;
    const isForJobs = permissions.every((permission) => ofJobs.test(permission.replace(/:.*/, "")));
    if (isForJobs)
        return `Give the job ${list}; a token of another kind needs the same.`;
    const names = permissions.map((permission) => `\`${permission}\``).join(" and ");
    return `Use the token of a GitHub App or a person with ${names}: the job's own token cannot have that.`;
}
function alternatives(header) {
    return header
        .split(";")
        .map((together) => together.split(",").flatMap(permission))
        .filter((together) => together.length > 0);
}
function permission(text) {
    const found = /^\s*(\w+)=(read|write|admin)\s*$/.exec(text);
    if (found?.[1] === undefined || found[1] === "metadata")
        return [];
    return [`${found[1].replaceAll("_", "-")}: ${found[2] === "read" ? "read" : "write"}`];
}

;// CONCATENATED MODULE: ./tmp/build/adapters/github/errors.js


function isRequestFailure(error) {
    return error instanceof Error && typeof error.status === "number";
}
function limitEnds(error, now) {
    const headers = error.response?.headers ?? {};
    if (error.status !== 403 && error.status !== 429)
        return null;
    const seconds = Number(headers["retry-after"]);
    if (headers["retry-after"] !== undefined && Number.isFinite(seconds))
        return now + seconds * 1000;
    if (String(headers["x-ratelimit-remaining"]) === "0")
        return Number(headers["x-ratelimit-reset"] ?? 0) * 1000;
    const isLimit = error.status === 429 || /\bsecondary rate\b/i.test(error.message);
    return isLimit ? now + 60_000 : null;
}
function isAmbiguous(error) {
    return error instanceof kit_errors/* ServiceError */._7 && isRequestFailure(error.cause) && error.cause.status >= 500;
}
function explain(failure, ask, world) {
    const { status, response } = failure;
    const details = { cause: failure };
    const said = world.quote(failure.message);
    const ends = limitEnds(failure, world.now);
    if (ends !== null) {
        const when = new Date(Math.max(ends, world.now)).toISOString();
        return new kit_errors/* ServiceError */._7(`cannot ${ask.deed}: a rate limit of GitHub is used up`, {
            ...details,
            hint: `It works again after ${when}; start this again then, or use a token with a limit of its own.`,
        });
    }
    if (status === 401)
        return new kit_errors/* RefusedError */.fk(`cannot ${ask.deed}: GitHub does not accept the token`, { ...details, hint: newToken });
    if (status === 403) {
        const header = (name) => response?.headers[name]?.toString();
        const refusal = {
            accepted: header("x-accepted-github-permissions"),
            singleSignOn: header("x-github-sso"),
            message: failure.message,
        };
        const hint = permissionHint(refusal, ask.permissions);
        return new kit_errors/* RefusedError */.fk(`cannot ${ask.deed}: GitHub says \`${said}\``, { ...details, hint });
    }
    if (status === 404 || status === 410)
        return unknownThing(ask, failure);
    const id = response?.headers["x-github-request-id"];
    const request = id === undefined ? "" : ` (request ${world.quote(String(id))})`;
    if (response === undefined)
        return new kit_errors/* ServiceError */._7(`cannot ${ask.deed}: GitHub cannot be reached: \`${said}\``, details);
    return new kit_errors/* ServiceError */._7(`cannot ${ask.deed}: GitHub answered ${status}: \`${said}\`${request}`, details);
}
function explainGraphql(problem, ask, quote) {
    const { type, message } = problem;
    if (type === "NOT_FOUND")
        return unknownThing(ask, problem);
    const details = { cause: problem };
    if (type === "FORBIDDEN" || type === "INSUFFICIENT_SCOPES" || /not accessible by/i.test(message)) {
        const hint = permissionHint({ accepted: undefined, singleSignOn: undefined, message }, ask.permissions);
        return new kit_errors/* RefusedError */.fk(`cannot ${ask.deed}: GitHub says \`${quote(message)}\``, { ...details, hint });
    }
    return new kit_errors/* ServiceError */._7(`cannot ${ask.deed}: GitHub says \`${quote(message)}\``, details);
}
const newToken = "Hand in a token that is valid: the job's own ends with the job, others may have expired or been revoked.";
function unknownThing(ask, cause) {
    const what = `cannot ${ask.deed}: GitHub knows no ${ask.named ?? "such repository"}, or the token may not see it`;
    const names = ask.permissions.map((permission) => `\`${permission}\``).join(", ");
    return new kit_errors/* InputError */.dz(what, { cause, hint: `Check the name; the token needs ${names}.` });
}

;// CONCATENATED MODULE: ./tmp/build/adapters/github/patience.js
const most = 60_000;
const mostNamed = 90_000;
const mostPauses = 6;
function openPatience({ sleep, signal, log }) {
    let waited = 0;
    let pauses = 0;
    return {
        async pause({ milliseconds, why, isNamed = false }) {
            const fits = waited + milliseconds <= most || (isNamed && waited <= mostNamed - most && milliseconds <= mostNamed);
            if (pauses >= mostPauses || !fits)
                return false;
            pauses += 1;
            waited += milliseconds;
            log.info(`Waits ${(milliseconds / 1000).toFixed(0)} s before asking GitHub again: ${why}`);
            await sleep(milliseconds, signal);
            return true;
        },
    };
}
function backOff(attempt) {
    return (attempt + 1) ** 2 * 1000;
}

;// CONCATENATED MODULE: ./tmp/build/adapters/github/sending.js


const longestAnswer = 20_000;
const repetitions = 3;
function sending(effects, sent) {
    return ({ hook }) => {
        hook.wrap("request", async (request, options) => {
            const luggage = options.request;
            effects.signal.throwIfAborted();
            sent();
            luggage.signal = AbortSignal.any([effects.signal, AbortSignal.timeout(longestAnswer)]);
            try {
                const answer = await request(options);
                effects.signal.throwIfAborted();
                refuseHidden(answer, options);
                return answer;
            }
            catch (error) {
                effects.signal.throwIfAborted();
                await waitForRepetition(error, luggage);
                throw error;
            }
        });
    };
}
async function waitForRepetition(error, luggage) {
    const attempt = luggage.retryCount ?? 0;
    if (!isRequestFailure(error) || error.status < 500 || attempt >= repetitions || luggage.retries === 0)
        return;
    const why = error.response === undefined ? "it cannot be reached" : `it answered ${error.status}`;
    const waited = await luggage.patience.pause({ milliseconds: backOff(attempt), why });
    if (!waited)
        luggage.retries = 0;
}
function refuseHidden(answer, request) {
    const fail = (status, message) => {
        throw Object.assign(new Error(message), { status, request, response: answer });
    };
    if (answer.status === 204)
        return;
    if (typeof answer.data !== "object" || answer.data === null)
        fail(502, "the answer is no JSON or was cut off");
    const { errors } = answer.data;
    if (!Array.isArray(errors))
        return;
    const limited = errors.find(({ type }) => type === "RATE_LIMITED");
    if (limited !== undefined)
        fail(403, limited.message);
    if (/something went wrong while executing/i.test(errors[0]?.message))
        fail(500, errors[0].message);
}

;// CONCATENATED MODULE: ./tmp/build/adapters/github/transport.js

async function openTransport(effects) {
    const setting = (name) => effects.env(name) ?? effects.env(name.toUpperCase()) ?? "";
    const [httpProxy, httpsProxy] = [checkProxy("http_proxy", setting), checkProxy("https_proxy", setting)];
    if (httpProxy === "" && httpsProxy === "")
        return effects.fetch;
    for (const proxy of [httpProxy, httpsProxy])
        maskPassword(effects, proxy);
    const undici = await __webpack_require__.e(/* import() */ 752).then(__webpack_require__.t.bind(__webpack_require__, 4371, 19));
    const dispatcher = new undici.EnvHttpProxyAgent({ httpProxy, httpsProxy, noProxy: setting("no_proxy") });
    const throughProxy = (address, request) => undici.fetch(address, { ...request, dispatcher });
    return throughProxy;
}
function checkProxy(name, setting) {
    const address = setting(name);
    if (address === "" || /^https?:$/.test(URL.parse(address)?.protocol ?? ""))
        return address;
    throw new kit_errors/* InputError */.dz([
        { where: name.toUpperCase(), what: "must be an http address, like `http://proxy.example.com:3128`" },
    ]);
}
function maskPassword(effects, proxy) {
    const password = URL.parse(proxy)?.password ?? "";
    if (password === "")
        return;
    effects.mask(password);
    effects.mask(decodeURIComponent(password));
}

;// CONCATENATED MODULE: ./tmp/build/adapters/github/octokit.js


async function loadOctokit({ effects, token, address, sent }) {
    const [rest, { retry }, { throttling }, transport] = await Promise.all([
        __webpack_require__.e(/* import() */ 988).then(__webpack_require__.bind(__webpack_require__, 9988)),
        Promise.all(/* import() */[__webpack_require__.e(251), __webpack_require__.e(735)]).then(__webpack_require__.bind(__webpack_require__, 9735)),
        Promise.all(/* import() */[__webpack_require__.e(251), __webpack_require__.e(856)]).then(__webpack_require__.bind(__webpack_require__, 6856)),
        openTransport(effects),
    ]);
    const Suited = rest.Octokit.plugin(sending(effects, sent), retry, throttling);
    return new Suited({
        auth: token,
        baseUrl: address,
        userAgent: "deploy-actions",
        request: { fetch: transport },
        log: { debug() { }, info() { }, warn() { }, error() { } },
        retry: { retries: repetitions, retryAfterBaseValue: 0, doNotRetry: [400, 401, 403, 404, 409, 410, 422, 429, 451] },
        throttle: {
            id: effects.uuid(),
            retryAfterBaseValue: 0,
            write: atOnce,
            notifications: atOnce,
            onRateLimit: (seconds, { request }) => waited(request, seconds, false),
            onSecondaryRateLimit: (seconds, { request }) => waited(request, seconds, true),
        },
    });
}
const atOnce = {
    key: () => ({
        schedule: async (_options, deed, ...args) => deed(...args),
    }),
};
async function waited(request, seconds, isNamed) {
    const { patience } = request;
    return patience.pause({ milliseconds: seconds * 1000, why: "a rate limit is used up", isNamed });
}

;// CONCATENATED MODULE: ./tmp/build/adapters/github/client.js




function openClient({ effects, token, address, repository }) {
    const [owner = "", repo = ""] = repository.split("/");
    let calls = 0;
    let isAway = false;
    let loaded;
    const sent = () => void calls++;
    const quote = (text) => shortened(effects.redact(text));
    const load = () => (loaded ??= loadOctokit({ effects, token, address: address.rest, sent }));
    const asked = async (ask, call) => {
        const octokit = await load();
        const request = { patience: openPatience(effects), ...(ask.isCreate === true || isAway ? { retries: 0 } : {}) };
        try {
            const answer = await call(octokit, request);
            isAway = false;
            return answer;
        }
        catch (error) {
            isAway = isRequestFailure(error) && error.status >= 500;
            if (effects.signal.aborted)
                throw cancelled(effects.signal, ask);
            throw isRequestFailure(error) ? explain(error, ask, { now: effects.now(), quote }) : error;
        }
    };
    const partly = async (ask, query, variables) => {
        const answer = await asked(ask, (octokit, request) => octokit.request({ method: "POST", url: address.graphql, query, variables, request }));
        const { data = null, errors = [] } = answer.data;
        return { data, errors };
    };
    return {
        effects,
        owner,
        repository,
        get calls() {
            return calls;
        },
        quote,
        partly,
        async rest(ask, call) {
            return (await asked(ask, ({ rest }, request) => call(rest, { owner, repo, request }))).data;
        },
        async graphql(ask, document, variables) {
            const { data, errors } = await partly(ask, document, variables);
            if (errors[0] !== undefined)
                throw explainGraphql(errors[0], ask, quote);
            if (data === null)
                throw new kit_errors/* ServiceError */._7(`cannot ${ask.deed}: GitHub's answer holds nothing`);
            return data;
        },
    };
}
function cancelled({ reason }, { deed }) {
    if (reason instanceof kit_errors/* CancelledError */.cc)
        return reason;
    return new kit_errors/* CancelledError */.cc(`cancelled before GitHub was asked to ${deed}`, { cause: reason });
}
function shortened(text) {
    const line = text.replace(/\s+/g, " ").replaceAll("`", "'").trim();
    return line.length <= 300 ? line : `${line.slice(0, 299)}…`;
}

;// CONCATENATED MODULE: ./tmp/build/adapters/github/cut.js
function cutLine(text, most) {
    const line = text.replace(/\s+/g, " ").trim();
    const letters = [...line];
    return letters.length <= most
        ? line
        : `${letters
            .slice(0, most - 1)
            .join("")
            .trimEnd()}…`;
}
const longestBody = 65_536;
const note = "\n\n*The rest is left out here, because GitHub takes no more. The summary of the run has all of it.*\n";
function cutBody(body) {
    if (body.length <= longestBody)
        return body;
    const room = longestBody - note.length - 200;
    const end = body.lastIndexOf("\n", room);
    const kept = end > room / 2 ? body.slice(0, end) : body.slice(0, room).replace(/[\ud800-\udbff]$/, "");
    return `${kept}${closings(kept)}${note}`;
}
function closings(kept) {
    const fence = openFence(kept);
    const comment = kept.lastIndexOf("<!--") > kept.lastIndexOf("-->") ? " -->" : "";
    const count = (tag) => kept.match(tag)?.length ?? 0;
    const folded = Math.min(10, Math.max(0, count(/<details\b/g) - count(/<\/details>/g)));
    return `${fence === null ? "" : `\n${fence}`}${comment}${"\n\n</details>".repeat(folded)}`;
}
function openFence(text) {
    let open = null;
    for (const [, mark = "", rest = ""] of text.matchAll(/^ {0,3}(`{3,}|~{3,})(.*)$/gm)) {
        if (open === null)
            open = mark;
        else if (mark.startsWith(open) && rest.trim() === "")
            open = null;
    }
    return open;
}

;// CONCATENATED MODULE: ./tmp/build/adapters/github/write-comments.js




const permissions = ["pull-requests: write"];
const write_comments_atOnce = 20;
async function writeAll(client, wishes) {
    const results = [];
    for (let from = 0; from < wishes.length; from += write_comments_atOnce) {
        const part = wishes.slice(from, from + write_comments_atOnce).map((wish) => ({ ...wish, body: cutBody(wish.body) }));
        results.push(...(await writePart(client, part)));
    }
    return results;
}
async function writePart(client, wishes) {
    const answer = await send(client, wishes);
    const isGone = (wish, i) => wish.comment !== null && problemOf(answer, i)?.type === "NOT_FOUND";
    const gone = wishes.filter(isGone).map((wish) => ({ ...wish, comment: null }));
    const anew = gone.length === 0 ? [] : await writePart(client, gone);
    return wishes.map((wish, i) => isGone(wish, i)
        ? anew.find(({ number }) => number === wish.pullRequest.number)
        : result({ client, answer, wish, i }));
}
async function send(client, wishes, attempt = 0) {
    const edits = wishes.map(({ comment }) => comment !== null);
    const inputs = wishes.map(({ pullRequest, comment, body }, i) => [
        `i${i}`,
        comment === null ? { subjectId: pullRequest.id, body } : { id: comment, body },
    ]);
    try {
        const document = writeCommentsDocument(edits);
        return await client.partly(asking(wishes, edits.includes(false)), document, Object.fromEntries(inputs));
    }
    catch (error) {
        if (!isAmbiguous(error) || !edits.includes(false) || attempt >= 2)
            throw error;
        await client.effects.sleep(backOff(attempt), client.effects.signal);
        return send(client, await lookedFor(client, wishes), attempt + 1);
    }
}
async function lookedFor(client, wishes) {
    const ids = wishes.filter(({ comment }) => comment === null).map(({ pullRequest }) => pullRequest.id);
    const ask = { deed: "look for comments that may have been written", permissions: ["pull-requests: read"] };
    const { nodes } = await client.graphql(ask, lastCommentsDocument, { ids });
    return wishes.map((wish) => {
        const comments = nodes.find((node) => node?.id === wish.pullRequest.id)?.comments?.nodes ?? [];
        const same = comments.findLast(({ body, viewerDidAuthor }) => viewerDidAuthor && bare(body) === bare(wish.body));
        return { ...wish, comment: wish.comment ?? same?.id ?? null };
    });
}
function bare(body) {
    return body.replaceAll("\r\n", "\n").trim();
}
function result({ client, answer, wish, i }) {
    const { number } = wish.pullRequest;
    const written = answer.data?.[`c${i}`];
    const comment = written?.issueComment ?? written?.commentEdge?.node ?? null;
    if (comment !== null)
        return { number, id: comment.id, url: comment.url, failure: null };
    const problem = problemOf(answer, i) ?? { message: "the answer holds nothing" };
    const { message, hint } = explainGraphql(problem, asking([wish], false), client.quote);
    return { number, id: null, url: null, failure: hint === undefined ? message : `${message}. ${hint}` };
}
function problemOf({ errors }, i) {
    return errors.find(({ path }) => path?.[0] === `c${i}`) ?? errors.find(({ path }) => path === undefined);
}
function asking(wishes, isCreate) {
    const named = wishes.map(({ pullRequest }) => `#${pullRequest.number}`).join(", ");
    return { deed: `comment on ${named}`, named: `pull request ${named}`, permissions, isCreate };
}

;// CONCATENATED MODULE: ./tmp/build/adapters/github/comments.js



const comments_mostPages = 10;
function ours(comments, marker) {
    return comments.findLast(({ body, viewerDidAuthor }) => viewerDidAuthor && body.includes(marker)) ?? null;
}
function commentsOf(client) {
    return {
        writeComments: (comments) => writeAll(client, comments),
        async commentOn(number, marker, body) {
            const { id, comment } = await findComment(client, number, marker);
            const marked = body.includes(marker) ? body : `${marker}\n${body}`;
            const [result] = await writeAll(client, [{ pullRequest: { id, number }, comment, body: marked }]);
            return result;
        },
    };
}
async function findComment(client, number, marker) {
    const [owner, name] = client.repository.split("/");
    const ask = {
        deed: `read the comments on pull request #${number}`,
        named: `pull request #${number}`,
        permissions: ["pull-requests: read"],
    };
    let before = null;
    for (let page = 1;; page++) {
        const answer = await client.graphql(ask, commentsDocument, { owner, name, number, before });
        const { pullRequest } = answer.repository;
        if (pullRequest === null)
            throw new kit_errors/* ServiceError */._7(`cannot ${ask.deed}: GitHub's answer holds nothing`);
        const { nodes, pageInfo } = pullRequest.comments;
        const comment = ours(nodes, marker)?.id ?? null;
        if (comment !== null || !pageInfo.hasPreviousPage || page === comments_mostPages)
            return { id: pullRequest.id, comment };
        before = pageInfo.startCursor;
    }
}

;// CONCATENATED MODULE: ./tmp/build/adapters/github/once.js


const once_repetitions = 2;
async function createOnce({ effects }, { create, find }) {
    for (let attempt = 0;; attempt++) {
        try {
            return await create();
        }
        catch (error) {
            if (!isAmbiguous(error))
                throw error;
            await effects.sleep(backOff(attempt), effects.signal);
            const found = await find();
            if (found !== null)
                return found;
            if (attempt >= once_repetitions)
                throw error;
        }
    }
}

;// CONCATENATED MODULE: ./tmp/build/adapters/github/create-deployment.js




const longestDescription = 140;
async function createDeployment(client, wish) {
    return createOnce(client, { create: () => create(client, wish), find: () => find(client, wish) });
}
async function create(client, wish) {
    const { commit, environment, description, isProduction, payload } = wish;
    const ask = {
        deed: `create a deployment of \`${commit.slice(0, 12)}\` to \`${environment}\``,
        permissions: ["deployments: write"],
        isCreate: true,
    };
    const data = await client.rest(ask, ({ repos }, here) => repos.createDeployment({
        ...here,
        ref: commitId(commit),
        environment: segment("an environment", environment),
        description: cutLine(description, longestDescription),
        payload: { ...payload },
        production_environment: isProduction,
        auto_merge: false,
        required_contexts: [],
    }));
    if (data.id !== undefined)
        return data.id;
    throw new kit_errors/* ServiceError */._7(`cannot ${ask.deed}: GitHub says \`${client.quote(data.message ?? "nothing")}\``);
}
async function find(client, { commit, environment, payload }) {
    if (Object.keys(payload).length === 0)
        return null;
    const ask = { deed: `look for the deployment to \`${environment}\``, permissions: ["deployments: read"] };
    const list = await client.rest(ask, ({ repos }, here) => repos.listDeployments({ ...here, sha: commit, environment, per_page: 100 }));
    return list.find((known) => isSame(known.payload, payload))?.id ?? null;
}
function isSame(known, payload) {
    const held = typeof known === "string" ? parsed(known) : known;
    if (typeof held !== "object" || held === null)
        return false;
    return Object.entries(payload).every(([key, value]) => held[key] === value);
}
function parsed(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return null;
    }
}

;// CONCATENATED MODULE: ./tmp/build/adapters/github/deployments.js



function deploymentsOf(client) {
    const [owner, name] = client.repository.split("/");
    return {
        async deployments(environment) {
            const ask = { deed: `read the deployments of \`${environment}\``, permissions: ["deployments: read"] };
            const variables = { owner, name, environment };
            const { repository } = await client.graphql(ask, deploymentsDocument, variables);
            return repository.deployments.nodes.flatMap(deployments_fact);
        },
        createDeployment: (wish) => createDeployment(client, wish),
        async setDeploymentStatus(deployment, { state, description, logUrl, environmentUrl }) {
            const ask = {
                deed: `set deployment ${deployment} to \`${state}\``,
                named: `deployment ${deployment}`,
                permissions: ["deployments: write"],
            };
            await client.rest(ask, ({ repos }, here) => repos.createDeploymentStatus({
                ...here,
                deployment_id: deployment,
                state,
                description: cutLine(description, longestDescription),
                ...(logUrl === null ? {} : { log_url: logUrl }),
                ...(environmentUrl === null ? {} : { environment_url: environmentUrl }),
                auto_inactive: false,
            }));
        },
    };
}
const deployments_states = {
    SUCCESS: "success",
    ACTIVE: "success",
    FAILURE: "failure",
    ERROR: "error",
    IN_PROGRESS: "in_progress",
    QUEUED: "queued",
    INACTIVE: "inactive",
    ABANDONED: "inactive",
    DESTROYED: "inactive",
};
function deployments_fact({ databaseId, commitOid, task, createdAt, state, latestStatus, statuses, }) {
    if (databaseId === null)
        return [];
    const newest = deployments_states[latestStatus?.state ?? state ?? ""] ?? "pending";
    return [
        {
            id: databaseId,
            commit: commitOid,
            task: task ?? "deploy",
            createdAt,
            state: newest,
            description: latestStatus?.description ?? "",
            wasGood: newest === "success" || (statuses?.nodes ?? []).some((status) => status.state === "SUCCESS"),
            url: latestStatus?.logUrl ?? latestStatus?.environmentUrl ?? null,
        },
    ];
}

;// CONCATENATED MODULE: ./tmp/build/adapters/github/put-environment.js


const mostReviewers = 6;
const longestWait = 30 * 24 * 60;
const put_environment_permissions = ["administration: write"];
async function putEnvironment(client, wish) {
    const minutes = checkWish(wish);
    const environment_name = segment("an environment", wish.name);
    const reviewers = [];
    for (const name of wish.reviewers)
        reviewers.push(await identify(client, name));
    const policies = policiesOf(wish);
    const isSelected = policies.length > 0;
    const isOpen = !isSelected && !wish.protectedBranches;
    await client.rest({ deed: `set up the environment \`${wish.name}\``, permissions: put_environment_permissions }, ({ repos }, here) => repos.createOrUpdateEnvironment({
        ...here,
        environment_name,
        wait_timer: minutes,
        prevent_self_review: wish.preventSelfReview,
        reviewers,
        deployment_branch_policy: isOpen ? null : { protected_branches: !isSelected, custom_branch_policies: isSelected },
    }));
    if (isSelected)
        await putPolicies(client, environment_name, policies);
}
function policiesOf({ branches, tags = [] }) {
    const of = (type) => (name) => ({ name, type });
    return [...branches.map(of("branch")), ...tags.map(of("tag"))];
}
function checkWish({ name, reviewers, waitTimer }) {
    const minutes = waitTimer / 60_000;
    const problem = (what) => new kit_errors/* InputError */.dz([{ where: `environment \`${name}\``, what }]);
    if (reviewers.length > mostReviewers)
        throw problem(`has ${reviewers.length} reviewers; GitHub takes ${mostReviewers}`);
    if (Number.isInteger(minutes) && minutes >= 0 && minutes <= longestWait)
        return minutes;
    throw problem(`waits ${minutes} minutes; GitHub takes whole minutes up to ${longestWait} (30 days)`);
}
async function identify(client, reviewer) {
    const [first = "", slug, ...more] = reviewer.replace(/^@/, "").split("/");
    if (more.length > 0)
        throw new kit_errors/* InputError */.dz(`\`${reviewer}\` is neither a login nor a team (\`org/team\`)`);
    const ask = { deed: `look up the reviewer \`${reviewer}\``, named: `user or team \`${reviewer}\`` };
    if (slug === undefined) {
        const username = segment("a user", first);
        const user = await client.rest({ ...ask, permissions: [] }, ({ users }, { request }) => users.getByUsername({ username, request }));
        return { type: "User", id: user.id };
    }
    const [org, team_slug] = [segment("an organization", first), segment("a team", slug)];
    const team = await client.rest({ ...ask, permissions: ["members: read"] }, ({ teams }, { request }) => teams.getByName({ org, team_slug, request }));
    return { type: "Team", id: team.id };
}
async function putPolicies(client, environment_name, wished) {
    const ask = { deed: `set the branches and tags that may use the environment \`${environment_name}\``, permissions: put_environment_permissions };
    const { branch_policies } = await client.rest(ask, ({ repos }, here) => repos.listDeploymentBranchPolicies({ ...here, environment_name, per_page: 100 }));
    const isIn = (list, { name, type = "branch" }) => list.some((one) => one.name === name && (one.type ?? "branch") === type);
    for (const policy of wished.filter((one) => !isIn(branch_policies, one))) {
        await client.rest(ask, ({ repos }, here) => repos.createDeploymentBranchPolicy({ ...here, environment_name, ...policy }));
    }
    for (const policy of branch_policies) {
        const { id } = policy;
        if (id === undefined || policy.name === undefined || isIn(wished, policy))
            continue;
        await client.rest(ask, ({ repos }, here) => repos.deleteDeploymentBranchPolicy({ ...here, environment_name, branch_policy_id: id }));
    }
}

;// CONCATENATED MODULE: ./tmp/build/adapters/github/environments.js



function environmentsOf(client) {
    const read = (name) => readEnvironment(client, name);
    return {
        async environment(name) {
            try {
                return await read(name);
            }
            catch (error) {
                if (error instanceof kit_errors/* InputError */.dz && error.cause !== undefined)
                    return null;
                throw error;
            }
        },
        async putEnvironment(wish) {
            await putEnvironment(client, wish);
            return read(wish.name);
        },
        async defaultBranch() {
            const ask = { deed: "read the default branch", permissions: ["contents: read"] };
            const data = await client.rest(ask, ({ repos }, here) => repos.get({ ...here }));
            return data.default_branch;
        },
    };
}
async function readEnvironment(client, name) {
    const ask = {
        deed: `read the environment \`${name}\``,
        named: `environment \`${name}\``,
        permissions: ["actions: read"],
    };
    const environment_name = segment("an environment", name);
    const found = await client.rest(ask, ({ repos }, here) => repos.getEnvironment({ ...here, environment_name }));
    return rules(found, await customRules(client, environment_name), client.owner);
}
async function customRules(client, environment_name) {
    const ask = { deed: `read the rules of \`${environment_name}\``, permissions: ["actions: read"] };
    try {
        const answer = await client.rest(ask, ({ repos }, here) => repos.getAllDeploymentProtectionRules({ ...here, environment_name }));
        return answer.total_count ?? 0;
    }
    catch (error) {
        if (error instanceof kit_errors/* InputError */.dz)
            return 0;
        throw error;
    }
}
function rules(found, customRules, owner) {
    const list = found.protection_rules ?? [];
    const review = list.find(({ type }) => type === "required_reviewers");
    const minutes = list.find(({ type }) => type === "wait_timer")?.wait_timer ?? 0;
    const policy = found.deployment_branch_policy ?? null;
    return {
        name: found.name,
        reviewers: (review?.reviewers ?? []).flatMap(({ reviewer }) => reviewer?.login ?? team(owner, reviewer?.slug)),
        preventsSelfReview: review?.prevent_self_review ?? false,
        waitTimer: minutes * 60_000,
        branchPolicy: policy === null ? null : policy.protected_branches ? "protected" : "selected",
        adminsBypass: found.can_admins_bypass ?? true,
        customRules,
    };
}
function team(owner, slug) {
    return slug === undefined ? [] : [`${owner}/${slug}`];
}

;// CONCATENATED MODULE: ./tmp/build/adapters/github/proposals.js





const proposals_permissions = ["contents: write", "pull-requests: write"];
const longestTitle = 256;
function proposalsOf(client) {
    return {
        async revertPullRequest(wish) {
            const whole = { id: wish.id, title: cutLine(wish.title, longestTitle), body: cutBody(wish.body) };
            return createOnce(client, { create: () => revert(client, whole), find: () => findByText(client, whole) });
        },
        async openPullRequest(wish) {
            const whole = { ...wish, title: cutLine(wish.title, longestTitle), body: cutBody(wish.body) };
            const find = () => findByHead(client, whole);
            return (await find()) ?? createOnce(client, { create: () => proposals_open(client, whole), find });
        },
    };
}
async function revert(client, { id, title, body }) {
    const ask = {
        deed: "open a pull request that reverts another",
        named: "such pull request",
        permissions: proposals_permissions,
        isCreate: true,
    };
    const input = { pullRequestId: id, title, body };
    const answer = await client.graphql(ask, revertDocument, { input });
    const link = answer.revertPullRequest?.revertPullRequest ?? null;
    if (link !== null)
        return { number: link.number, url: link.url };
    throw new kit_errors/* ServiceError */._7(`cannot ${ask.deed}: GitHub's answer holds nothing`);
}
async function findByText(client, { title, body }) {
    const [owner, name] = client.repository.split("/");
    const ask = { deed: "look for the pull request that reverts", permissions: ["pull-requests: read"] };
    const { repository } = await client.graphql(ask, openPullRequestsDocument, { owner, name });
    const bare = (text) => text.replaceAll("\r\n", "\n").trim();
    const found = repository.pullRequests.nodes.find((known) => known.viewerDidAuthor && bare(known.title) === bare(title) && bare(known.body) === bare(body));
    return found === undefined ? null : { number: found.number, url: found.url };
}
async function proposals_open(client, { head, base, title, body }) {
    const ask = {
        deed: `open a pull request of \`${head}\``,
        named: `branch \`${head}\``,
        permissions: proposals_permissions,
        isCreate: true,
    };
    try {
        const made = await client.rest(ask, ({ pulls }, here) => pulls.create({ ...here, head, base, title, body }));
        return { number: made.number, url: made.html_url };
    }
    catch (error) {
        const isConflict = error instanceof Error && isRequestFailure(error.cause) && error.cause.status === 422;
        const found = isConflict ? await findByHead(client, { head, base }) : null;
        if (found !== null)
            return found;
        throw error;
    }
}
async function findByHead(client, { head, base }) {
    const ask = { deed: `look for a pull request of \`${head}\``, permissions: ["pull-requests: read"] };
    const from = head.includes(":") ? head : `${client.owner}:${head}`;
    const [found] = await client.rest(ask, ({ pulls }, here) => pulls.list({ ...here, state: "open", head: from, base }));
    return found === undefined ? null : { number: found.number, url: found.html_url };
}

;// CONCATENATED MODULE: ./tmp/build/adapters/github/issues.js





const issues_mostPages = 10;
function issuesOf(client) {
    return {
        async openIssue(wish) {
            const find = () => findIssue(client, wish.marker);
            return (await find()) ?? createOnce(client, { create: () => issues_create(client, wish), find });
        },
    };
}
async function issues_create(client, { marker, title, body, labels }) {
    const ask = { deed: "open an issue", permissions: ["issues: write"], isCreate: true };
    const made = await client.rest(ask, ({ issues }, here) => issues.create({
        ...here,
        title: cutLine(title, longestTitle),
        body: cutBody(body.startsWith(marker) ? body : `${marker}\n${body}`),
        labels: [...labels],
    }));
    return { number: made.number, url: made.html_url };
}
async function findIssue(client, marker) {
    const [owner, name] = client.repository.split("/");
    const ask = { deed: "read the open issues", permissions: ["issues: read"] };
    let after = null;
    for (let page = 0; page < issues_mostPages; page++) {
        const answer = await client.graphql(ask, openIssuesDocument, { owner, name, after });
        const { nodes, pageInfo } = answer.repository.issues;
        const found = ours(nodes, marker);
        if (found !== null)
            return { number: found.number, url: found.url };
        if (!pageInfo.hasNextPage)
            break;
        after = pageInfo.endCursor;
    }
    return null;
}

;// CONCATENATED MODULE: ./tmp/build/adapters/github/pull-requests.js



const pull_requests_atOnce = 50;
function pullRequestsOf(client) {
    return {
        async pullRequestsOf(commits, marker) {
            const wanted = [...new Set(commits.map(commitId))];
            const found = new Map();
            for (let from = 0; from < wanted.length; from += pull_requests_atOnce) {
                for (const node of await read(client, wanted.slice(from, from + pull_requests_atOnce))) {
                    if (node.merged)
                        found.set(node.number, pullRequest(node, marker));
                }
            }
            return [...found.values()].sort((a, b) => Date.parse(b.mergedAt ?? "") - Date.parse(a.mergedAt ?? ""));
        },
    };
}
async function read(client, commits) {
    const [owner, name] = client.repository.split("/");
    const ask = {
        deed: `find the pull requests of ${commits.length} commits`,
        permissions: ["pull-requests: read", "contents: read"],
    };
    const ids = Object.fromEntries(commits.map((commit, i) => [`c${i}`, commit]));
    const variables = { owner, name, ...ids };
    const { repository } = await client.graphql(ask, pullRequestsDocument(commits.length), variables);
    return Object.values(repository).flatMap((commit) => commit?.associatedPullRequests?.nodes ?? []);
}
function pullRequest(node, marker) {
    const comment = ours(node.comments.nodes, marker);
    return {
        id: node.id,
        number: node.number,
        title: node.title,
        author: node.author?.login ?? "ghost",
        url: node.url,
        mergedAt: node.mergedAt,
        mergeCommit: node.mergeCommit?.oid ?? null,
        baseBranch: node.baseRefName,
        comment: comment === null ? null : { id: comment.id, url: comment.url, body: comment.body },
    };
}

;// CONCATENATED MODULE: ./tmp/build/adapters/github/runs.js


const runs_permissions = ["actions: read"];
const runs_mostPages = 10;
function runsOf(client) {
    return {
        async reviews(run) {
            const found = await client.rest(runs_asking("reviews", run), ({ actions }, here) => actions.getReviewsForRun({ ...here, run_id: runId(run) }));
            return found.map(({ environments, state, user, comment }) => ({
                environments: environments.flatMap(({ name }) => name ?? []),
                state,
                user: user?.login ?? "ghost",
                comment,
            }));
        },
        async jobs(run) {
            const found = [];
            for (let page = 1; page <= runs_mostPages; page++) {
                const part = await readJobs(client, run, page);
                found.push(...part.facts);
                if (part.facts.length === 0 || found.length >= part.total)
                    break;
            }
            return found;
        },
        async runState(run) {
            try {
                const { status } = await client.rest(runs_asking("state", run), ({ actions }, here) => actions.getWorkflowRun({ ...here, run_id: runId(run) }));
                return status === "completed" ? "ended" : "running";
            }
            catch (error) {
                if (error instanceof kit_errors/* InputError */.dz && error.cause !== undefined)
                    return "unknown";
                throw error;
            }
        },
    };
}
async function readJobs(client, run, page) {
    const { total_count, jobs } = await client.rest(runs_asking("jobs", run), ({ actions }, here) => actions.listJobsForWorkflowRun({ ...here, run_id: runId(run), filter: "latest", per_page: 100, page }));
    const facts = jobs.map((job) => ({
        id: job.id,
        name: job.name,
        attempt: job.run_attempt ?? 1,
        status: job.status,
        conclusion: job.conclusion,
        endedAt: job.completed_at,
    }));
    return { total: total_count, facts };
}
function runs_asking(what, run) {
    return { deed: `read the ${what} of run ${runId(run)}`, named: `run ${run}`, permissions: runs_permissions };
}

;// CONCATENATED MODULE: ./tmp/build/adapters/github/open.js










async function openGitHub({ effects, token, repository: given }) {
    if (token === undefined || token === "")
        return null;
    effects.mask(token);
    const repository = given === undefined ? await findRepository(effects) : checkRepository(given);
    if (repository === null)
        return null;
    const client = openClient({ effects, token, address: apiAddress(effects), repository });
    return {
        repository,
        get calls() {
            return client.calls;
        },
        ...checksOf(client),
        ...environmentsOf(client),
        ...runsOf(client),
        ...deploymentsOf(client),
        ...pullRequestsOf(client),
        ...commentsOf(client),
        ...proposalsOf(client),
        ...issuesOf(client),
    };
}


/***/ })

};
