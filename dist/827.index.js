export const id = 827;
export const ids = [827];
export const modules = {

/***/ 35827:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  openGitHub: () => (/* binding */ openGitHub)
});

// EXTERNAL MODULE: ./tmp/build/adapters/github/address.js
var address = __webpack_require__(97119);
// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
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
    throw new errors/* InputError */.dz(`\`${name}\` is no name of ${what}`);
}
function commitId(commit) {
    if (/^[0-9a-f]{40}([0-9a-f]{24})?$/i.test(commit))
        return commit;
    throw new errors/* InputError */.dz(`\`${commit}\` is no full commit id (40 hexadecimal digits)`);
}
function runId(run) {
    if (/^\d{1,15}$/.test(run))
        return Number(run);
    throw new errors/* InputError */.dz(`\`${run}\` is no id of a workflow run; it must be a number`);
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
            throw new errors/* ServiceError */._7(`commit \`${commit}\` has more than ${mostPages * 100} checks; they were not all read`);
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
        throw new errors/* InputError */.dz(`GitHub knows no commit \`${commit}\` in \`${client.repository}\``, {
            hint: "Push it first.",
        });
    }
    return (repository.object.statusCheckRollup?.contexts ?? { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [] });
}

// EXTERNAL MODULE: ./tmp/build/adapters/github/client.js + 3 modules
var github_client = __webpack_require__(55047);
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

// EXTERNAL MODULE: ./tmp/build/adapters/github/errors.js + 1 modules
var github_errors = __webpack_require__(61397);
// EXTERNAL MODULE: ./tmp/build/adapters/github/patience.js
var patience = __webpack_require__(21824);
;// CONCATENATED MODULE: ./tmp/build/adapters/github/write-comments.js




const permissions = ["pull-requests: write"];
const atOnce = 20;
async function writeAll(client, wishes) {
    const results = [];
    for (let from = 0; from < wishes.length; from += atOnce) {
        const part = wishes.slice(from, from + atOnce).map((wish) => ({ ...wish, body: cutBody(wish.body) }));
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
        if (!(0,github_errors/* isAmbiguous */.X2)(error) || !edits.includes(false) || attempt >= 2)
            throw error;
        await client.effects.sleep((0,patience/* backOff */.f)(attempt), client.effects.signal);
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
    const { message, hint } = (0,github_errors/* explainGraphql */.Bc)(problem, asking([wish], false), client.quote);
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
            throw new errors/* ServiceError */._7(`cannot ${ask.deed}: GitHub's answer holds nothing`);
        const { nodes, pageInfo } = pullRequest.comments;
        const comment = ours(nodes, marker)?.id ?? null;
        if (comment !== null || !pageInfo.hasPreviousPage || page === comments_mostPages)
            return { id: pullRequest.id, comment };
        before = pageInfo.startCursor;
    }
}

;// CONCATENATED MODULE: ./tmp/build/adapters/github/once.js


const repetitions = 2;
async function createOnce({ effects }, { create, find }) {
    for (let attempt = 0;; attempt++) {
        try {
            return await create();
        }
        catch (error) {
            if (!(0,github_errors/* isAmbiguous */.X2)(error))
                throw error;
            await effects.sleep((0,patience/* backOff */.f)(attempt), effects.signal);
            const found = await find();
            if (found !== null)
                return found;
            if (attempt >= repetitions)
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
    throw new errors/* ServiceError */._7(`cannot ${ask.deed}: GitHub says \`${client.quote(data.message ?? "nothing")}\``);
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
    const problem = (what) => new errors/* InputError */.dz([{ where: `environment \`${name}\``, what }]);
    if (reviewers.length > mostReviewers)
        throw problem(`has ${reviewers.length} reviewers; GitHub takes ${mostReviewers}`);
    if (Number.isInteger(minutes) && minutes >= 0 && minutes <= longestWait)
        return minutes;
    throw problem(`waits ${minutes} minutes; GitHub takes whole minutes up to ${longestWait} (30 days)`);
}
async function identify(client, reviewer) {
    const [first = "", slug, ...more] = reviewer.replace(/^@/, "").split("/");
    if (more.length > 0)
        throw new errors/* InputError */.dz(`\`${reviewer}\` is neither a login nor a team (\`org/team\`)`);
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
                if (error instanceof errors/* InputError */.dz && error.cause !== undefined)
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
        if (error instanceof errors/* InputError */.dz)
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
    throw new errors/* ServiceError */._7(`cannot ${ask.deed}: GitHub's answer holds nothing`);
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
        const isConflict = error instanceof Error && (0,github_errors/* isRequestFailure */.UZ)(error.cause) && error.cause.status === 422;
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
                if (error instanceof errors/* InputError */.dz && error.cause !== undefined)
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
    const repository = given === undefined ? await (0,address/* findRepository */.W1)(effects) : (0,address/* checkRepository */.n_)(given);
    if (repository === null)
        return null;
    const client = (0,github_client/* openClient */.M)({ effects, token, address: (0,address/* apiAddress */.zz)(effects), repository });
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
