export const id = 776;
export const ids = [776];
export const modules = {

/***/ 42776:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  check: () => (/* binding */ check)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./tmp/build/adapters/github/open.js + 16 modules
var github_open = __webpack_require__(35827);
// EXTERNAL MODULE: ./tmp/build/adapters/repositories/work-tree.js
var work_tree = __webpack_require__(42672);
// EXTERNAL MODULE: ./tmp/build/core/preflight/finding.js
var finding = __webpack_require__(17641);
// EXTERNAL MODULE: ./tmp/build/core/setup/callers.js
var callers = __webpack_require__(17217);
;// CONCATENATED MODULE: ./tmp/build/core/setup/judge-callers.js


function declaredSecrets(called) {
    const all = ["DATABASE_URL", "REDIS_URL", "SCRATCH_URL", "SSH_KEY", "KUBE_CONFIG"];
    const places = called === "backup" ? all : [...all, "FLAG_TOKEN"];
    const keys = called === "backup" ? ["BACKUP_IDENTITY"] : [];
    return [...places, ...keys, "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "NOTIFY_URL", "NOTIFY_SECRET"];
}
function namesReadBy(action, names) {
    const { drill = [], ...others } = names;
    if (action === "drill")
        return [...drill, ...(others.backup ?? [])];
    return action === "" ? Object.values(others).flat() : (others[action] ?? []);
}
function judgeCallers(calls, uses, names) {
    if (calls.length === 0 && uses.length === 0) {
        return [(0,finding/* refused */.J5)("workflows", "no workflow calls deploy-actions", "run `deploy-actions init`, which writes them")];
    }
    const versions = [...calls, ...uses].map(judgeVersion);
    return [
        ...calls.flatMap((call) => [judgePermissions(call), ...judgeCallNames(call, names)]),
        ...uses.flatMap((use) => judgeUse(use, names)),
        ...distinct(versions),
    ];
}
function judgePermissions({ where, called, granted }) {
    const what = `permissions of \`${where}\``;
    const needed = Object.entries(callers/* neededPermissions */.W[called]);
    const missing = needed.filter(([name, level]) => !grants(granted, name, level));
    if (missing.length === 0)
        return (0,finding/* met */.BG)(what, "everything that its jobs ask for");
    const list = missing.map(([name, level]) => `${name}: ${level}`).join(", ");
    const found = granted === null
        ? "it names none, and what repositories grant by themselves never includes `id-token: write`"
        : `it does not grant \`${list}\`, and GitHub does not start a run that asks for more than it is granted`;
    const all = needed.map(([name, level]) => `${name}: ${level}`).join(", ");
    return (0,finding/* refused */.J5)(what, found, `write \`permissions: { ${all} }\` in the job`);
}
function grants(granted, name, level) {
    if (granted === null)
        return false;
    if (granted === "write-all")
        return true;
    if (granted === "read-all")
        return level === "read" && name !== "id-token";
    return granted[name] === "write" || (level === "read" && granted[name] === "read");
}
function judgeVersion({ where, version }) {
    const what = `version in \`${where}\``;
    if (/^(?:v\d+\.\d+\.\d+|[0-9a-f]{40})$/.test(version))
        return (0,finding/* met */.BG)(what, `\`${version}\` stays what it is`);
    if (/^v\d+$/.test(version))
        return (0,finding/* met */.BG)(what, `\`${version}\` moves with each release of that number`);
    const found = `\`${version}\` is no release: it may be another thing tomorrow`;
    return { ...(0,finding/* warned */.k9)(what, found), remedy: "use `@v1`, or the commit of a release" };
}
function judgeCallNames(call, names) {
    const drills = call.called === "backup" ? namesReadBy("drill", names) : [];
    const used = [...new Set([...namesReadBy("", names), ...drills])];
    const declared = declaredSecrets(call.called);
    const allowed = call.with["env-allow"] === undefined ? declared : listed(call.with["env-allow"]);
    const hands = (name) => call.secrets === "inherit" || call.secrets.includes(name);
    const hasBundle = call.secrets !== "inherit" && call.secrets.includes("DOTENV");
    return used.flatMap((name) => {
        const what = `\`$${name}\` in \`${call.where}\``;
        const isDeclared = declared.includes(name);
        if (isDeclared && hands(name) && allowed.includes(name))
            return [];
        if (hasBundle)
            return [(0,finding/* unseen */.nv)(what, "whether the secret `DOTENV` holds it")];
        if (isExpression(call.with["env-allow"]))
            return [(0,finding/* unseen */.nv)(what, "`env-allow` is an expression")];
        if (!allowed.includes(name)) {
            const remedy = `add it to \`env-allow\` in \`with:\` of the job${isDeclared ? "" : ", and set it where the runner starts; or hand it over in the secret `DOTENV`"}`;
            return [(0,finding/* refused */.J5)(what, "it is not in `env-allow`, so nothing may read it", remedy)];
        }
        if (!isDeclared) {
            const remedy = "set it where the runner starts, or hand it over in the secret `DOTENV`";
            return [{ ...(0,finding/* warned */.k9)(what, "the workflow hands over no such name: the runner itself has to have it"), remedy }];
        }
        return [
            (0,finding/* refused */.J5)(what, "the job does not hand this secret over", `add \`secrets: { ${name}: "\${{ secrets.${name} }}" }\` to the job`),
        ];
    });
}
function judgeUse(use, names) {
    const what = `\`${use.name === "" ? "deploy-actions" : use.name}\` in \`${use.where}\``;
    const used = namesReadBy(use.name, names);
    const allowed = listed(use.with["env-allow"]);
    const isOpen = isExpression(use.with["env-allow"]) || use.with.dotenv !== undefined;
    const absent = [...new Set(used)].filter((name) => !allowed.includes(name));
    const unset = [...new Set(used)].filter((name) => allowed.includes(name) && !use.env.includes(name));
    const history = use.hasHistory === true
        ? []
        : [
            (0,finding/* refused */.J5)(what, use.hasHistory === null
                ? "no actions/checkout stands before it"
                : "the checkout before it has one commit alone, and a rollback needs the release before", "use actions/checkout with `fetch-depth: 0`"),
        ];
    const forbidden = absent.map((name) => (0,finding/* refused */.J5)(what, `\`$${name}\` is not in its \`env-allow\``, `add \`${name}\` there, and to \`env:\``));
    const silent = unset.map((name) => ({
        ...(0,finding/* warned */.k9)(what, `no \`env:\` sets \`${name}\`: the runner itself has to have it`),
        remedy: `add it to \`env:\` of the step`,
    }));
    return [...history, ...(isOpen ? [] : [...forbidden, ...silent])];
}
function listed(value) {
    const texts = Array.isArray(value) ? value.map(String) : String(value ?? "").split(/[\n,]/);
    return texts.map((text) => text.trim()).filter((text) => text !== "" && !isExpression(text));
}
function isExpression(value) {
    return typeof value === "string" && value.includes("${{");
}
function distinct(findings) {
    return findings.filter((one, i) => findings.findIndex(({ what }) => what === one.what) === i);
}

;// CONCATENATED MODULE: ./tmp/build/core/setup/judge-environment.js


const stages = ["backup", "migrate", "deploy-slot", "smoke-test", "traffic-shift"];
function judgeSections(calls, environment, names) {
    const call = calls.find((one) => ["deploy", "promote"].includes(one.called) && isFor(one, environment));
    if (call === undefined)
        return [];
    const absent = stages.filter((section) => names[section] === undefined).map((section) => `\`${section}\``);
    if (absent.length === 0)
        return [];
    const found = `\`${call.where}\` runs ${absent.join(", ")}, of which the configuration says nothing`;
    if (absent.length === stages.length)
        return [(0,finding/* refused */.J5)("sections", found, "write them: nothing would be deployed")];
    return [(0,finding/* warned */.k9)("sections", `${found}: these stages are left out`)];
}
function gatesOf(calls, environment) {
    const gates = calls
        .filter((call) => isFor(call, environment) && (call.called === "deploy" || call.called === "promote"))
        .flatMap((call) => [
        ...(String(call.with.approval ?? true) === "true" ? [`${environment}-approve`] : []),
        ...rolesOf(call.with["sign-off"]).map((role) => `${environment}-${role}`),
        ...listed(call.with.ramp)
            .slice(1)
            .map((weight) => `${environment}-ramp-${weight}`),
    ]);
    return [...new Set(gates)];
}
function judgeTags(calls, environment, branchPolicy) {
    const call = calls.find((one) => one.isForTags && one.called === "deploy" && isFor(one, environment));
    if (call === undefined || branchPolicy === null)
        return [];
    const what = `tags in \`${environment}\``;
    if (branchPolicy === "selected")
        return [
            (0,finding/* unseen */.nv)(what, `whether a selected pattern lets in the tags that \`${call.where}\` runs for; branches do not`),
        ];
    const remedy = "choose `Selected branches and tags`, with the default branch and the pattern of your tags";
    return [
        (0,finding/* refused */.J5)(what, `\`${call.where}\` runs for tags, and the environment lets in protected branches alone`, remedy),
    ];
}
function isFor(call, environment) {
    return String(call.with.environment ?? "production") === environment;
}
function rolesOf(value) {
    try {
        const roles = JSON.parse(String(value ?? "[]"));
        return Array.isArray(roles) ? roles.map(String) : [];
    }
    catch {
        return [];
    }
}

// EXTERNAL MODULE: ./tmp/build/core/setup/told.js
var told = __webpack_require__(63565);
// EXTERNAL MODULE: ./tmp/build/kit/action.js
var action = __webpack_require__(1839);
// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
;// CONCATENATED MODULE: ./tmp/build/core/setup/workflows.js

const ours = /^[\w.-]+\/deploy-actions(?:\/(?<path>[^@]+))?@(?<version>.+)$/;
function callsIn(workflows) {
    return jobsIn(workflows).flatMap(({ where, workflow, job }) => {
        const { path = "", version = "" } = ours.exec(textOf(job.uses))?.groups ?? {};
        const called = /^\.github\/workflows\/(\w+?)(?:-ghes)?\.ya?ml$/.exec(path)?.[1];
        if (called === undefined || !isReusable(called))
            return [];
        const secrets = job.secrets === "inherit" ? "inherit" : Object.keys(mapOf(job.secrets));
        const granted = grantOf(job.permissions === undefined ? workflow.permissions : job.permissions);
        const isForTags = mapOf(mapOf(workflow.on).push).tags !== undefined;
        return [{ where, called, version, with: mapOf(job.with), secrets, granted, isForTags }];
    });
}
function usesIn(workflows) {
    return jobsIn(workflows).flatMap(({ where, workflow, job }) => {
        let hasHistory = null;
        return listOf(job.steps).flatMap((raw) => {
            const step = mapOf(raw);
            const uses = textOf(step.uses);
            if (/^actions\/checkout@/.test(uses))
                hasHistory = textOf(mapOf(step.with)["fetch-depth"]) === "0";
            const { path = "", version = "" } = ours.exec(uses)?.groups ?? {};
            if (version === "" || path.startsWith(".github/"))
                return [];
            const env = [workflow.env, job.env, step.env].flatMap((variables) => Object.keys(mapOf(variables)));
            return [{ where, name: path.replace(/^actions\//, ""), version, with: mapOf(step.with), env, hasHistory }];
        });
    });
}
function jobsIn(workflows) {
    return workflows.flatMap(({ path, content }) => {
        const workflow = mapOf(content);
        const file = path.split("/").at(-1);
        return Object.entries(mapOf(workflow.jobs)).map(([name, job]) => ({
            where: `${file}: ${name}`,
            workflow,
            job: mapOf(job),
        }));
    });
}
function grantOf(value) {
    if (value === undefined)
        return null;
    if (value === "read-all" || value === "write-all")
        return value;
    return mapOf(value);
}
function isReusable(name) {
    return Object.hasOwn(callers/* neededPermissions */.W, name);
}
function mapOf(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}
function listOf(value) {
    return Array.isArray(value) ? value : [];
}
function textOf(value) {
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

// EXTERNAL MODULE: ./tmp/build/kit/deploy-file.js
var deploy_file = __webpack_require__(56437);
// EXTERNAL MODULE: ./tmp/build/kit/expand.js
var expand = __webpack_require__(55681);
// EXTERNAL MODULE: ./tmp/build/kit/texts.js
var texts = __webpack_require__(67441);
;// CONCATENATED MODULE: ./tmp/build/stages/look-at-callers.js






async function lookAtCallers(tree, names) {
    const paths = (await tree.files()).filter((path) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path));
    const read = await Promise.all(paths.map(async (path) => parse(path, (await tree.read(path)) ?? "")));
    const workflows = read.filter((one) => "content" in one);
    const broken = read.filter((one) => "judgement" in one);
    const [calls, uses] = [callsIn(workflows), usesIn(workflows)];
    return { calls, uses, findings: [...broken, ...judgeCallers(calls, uses, names)] };
}
function parse(path, text) {
    try {
        return { path, content: (0,texts/* parseYaml */.hN)(text) };
    }
    catch (error) {
        if (!(error instanceof texts/* FieldProblem */.k4))
            throw error;
        return (0,finding/* refused */.J5)(`workflow \`${path}\``, error.message.split("\n")[0] ?? "", "repair it; GitHub cannot read it either");
    }
}
const nowhere = { builtIn: { RELEASE: "", SLOT: "", ENVIRONMENT: "" }, env: () => undefined, allowed: null };
function namesIn(text, environment) {
    const parsed = parse("deploy.yml", text);
    const content = "content" in parsed ? parsed.content : null;
    if (!(0,deploy_file/* isMap */.j)(content))
        return {};
    const { environments, ...base } = content;
    const overlay = (0,deploy_file/* isMap */.j)(environments) && (0,deploy_file/* isMap */.j)(environments[environment]) ? environments[environment] : {};
    const keys = [...new Set([...Object.keys(base), ...Object.keys(overlay)])];
    return Object.fromEntries(keys.map((key) => [key, (0,expand/* expand */.f)([base[key], overlay[key]], nowhere).missing]));
}

// EXTERNAL MODULE: ./tmp/build/stages/look-at-gates.js
var look_at_gates = __webpack_require__(94);
// EXTERNAL MODULE: ./tmp/build/stages/or-finding.js
var or_finding = __webpack_require__(62655);
// EXTERNAL MODULE: ./tmp/build/actions/deployment.js + 1 modules
var actions_deployment = __webpack_require__(79681);
// EXTERNAL MODULE: ./tmp/build/actions/release-times.js
var release_times = __webpack_require__(1672);
;// CONCATENATED MODULE: ./tmp/build/actions/terminal/check.js













const noCallers = { calls: [], uses: [], findings: [] };
const check = (0,action/* defineAction */.Q)({
    name: "check",
    isRepeatable: false,
    adapters: [],
    inputs: {},
    summary: "Check the configuration, the workflows, the environments on GitHub, and whether everything they name is there. Changes nothing.",
    outputs: {},
    async run(task) {
        const { common, effects } = task;
        const path = common.config ?? ".github/deploy.yml";
        const text = await effects.exec.readFile((0,external_node_path_.resolve)(effects.folder, path));
        const names = text === null ? {} : namesIn(text, common.environment);
        const callers = await callersOf(task, names);
        const parts = text === null ? { findings: [], problem: null } : await askParts(task);
        const findings = [
            ...(text === null ? absent(path, callers) : []),
            ...parts.findings,
            ...(text === null ? [] : judgeSections(callers.calls, common.environment, names)),
            ...callers.findings,
            ...(await askGitHub(task, callers)),
        ];
        const summary = findings.map(told/* findingLine */.m).join("\n");
        if (parts.problem !== null)
            return { outputs: {}, summary, failure: parts.problem };
        const bad = findings.filter(({ judgement }) => judgement === "refused");
        if (bad.length === 0)
            return { outputs: {}, summary };
        const failure = new errors/* RefusedError */.fk(`${bad.length} of ${findings.length} parts are not as they have to be`);
        return { outputs: {}, summary, failure };
    },
});
function absent(path, { uses, calls }) {
    if (uses.length > 0 && calls.length === 0)
        return [(0,finding/* unseen */.nv)("configuration", `there is no \`${path}\`: the steps have to say everything`)];
    return [(0,finding/* refused */.J5)("configuration", `there is no \`${path}\``, "run `deploy-actions init`, which writes one")];
}
async function callersOf({ effects }, names) {
    try {
        const tree = await (0,work_tree/* openWorkTree */.w)(effects);
        return await lookAtCallers(tree, names);
    }
    catch (error) {
        if (!(error instanceof errors/* InputError */.dz))
            throw error;
        const why = error.problems.map(({ what }) => what).join("; ");
        return { ...noCallers, findings: [(0,finding/* unseen */.nv)("workflows", `not looked at: ${why}`)] };
    }
}
async function askParts(task) {
    try {
        const deployment = await (0,actions_deployment/* openDeployment */.Q6)(task);
        const sections = (0,actions_deployment/* sectionsFor */.AD)(deployment, deployment.release.commit);
        const chain = (0,actions_deployment/* openChain */.yP)(sections);
        const { journal } = deployment;
        const head = await ask("journal", async () => `${journal.location}: ${(await journal.head()).at ?? "empty"}`);
        return { findings: [head, ...(await (0,release_times/* timeFindings */.qd)(sections)), ...(await askChain(chain))], problem: null };
    }
    catch (error) {
        if (!(error instanceof errors/* InputError */.dz))
            throw error;
        const isNew = task.common.release === undefined && error.problems.some(({ where }) => where === "release");
        const remedy = isNew
            ? "make the first commit, or fetch it"
            : (error.hint ?? `correct it in \`${task.common.config ?? "deploy.yml"}\``);
        return { findings: error.problems.map(({ where, what }) => (0,finding/* refused */.J5)(where, what, remedy)), problem: error };
    }
}
async function askGitHub(task, { calls, uses }) {
    const { common, effects } = task;
    if (calls.length === 0 && uses.length === 0)
        return [];
    const { environment } = common;
    const github = await (0,github_open.openGitHub)({ effects, token: common["github-token"] ?? effects.env("GITHUB_TOKEN") });
    const gates = gatesOf(calls, environment);
    const { findings } = await (0,look_at_gates/* lookAtGates */.p)({ asked: askedOf(task), gates, environment, github });
    const told = findings.map((one) => (one.judgement === "warned" ? { ...one, remedy: toEnvironments } : one));
    if (github === null)
        return [...told, (0,finding/* unseen */.nv)("GitHub", "not asked: set GITHUB_TOKEN, in a clone whose `origin` is on GitHub")];
    const rules = await (0,or_finding/* orFinding */.X)("tags", () => github.environment(environment));
    return (0,or_finding/* isFailure */.N)(rules) ? told : [...told, ...judgeTags(calls, environment, rules?.branchPolicy ?? null)];
}
const toEnvironments = "Settings, Environments; `deploy-actions init --reviewers` creates what is missing";
function askedOf(task) {
    try {
        return (0,release_times/* planValues */.G0)({ ...task, settings: task.configure(""), application: "", environment: task.common.environment });
    }
    catch (error) {
        if (!(error instanceof errors/* InputError */.dz))
            throw error;
        return { "gate-reviewers": "required" };
    }
}
async function askBackup(step) {
    const { item, database } = step;
    const identity = await ask(`database ${item}`, async () => Object.values(await database.port.identity()).join(" "));
    if (step.method !== "dump")
        return [identity];
    const { port } = step.store;
    const store = await ask(`store ${item}`, async () => `${port.location}: ${(await port.list()).length} backups`);
    const codec = await (0,or_finding/* orFinding */.X)(`backup ${item}`, async () => void (await step.openCodec()));
    return [identity, store, ...((0,or_finding/* isFailure */.N)(codec) ? [codec.failure] : [])];
}
async function askChain({ backups, migrate, slot, shifts }) {
    const findings = [];
    for (const step of backups)
        findings.push(...(await askBackup(step)));
    if (migrate !== null) {
        const question = async () => {
            const { applied, pending } = await migrate.migrator.port.state();
            return `${applied.length} applied, ${pending.length} pending`;
        };
        findings.push(await ask("migrations", question));
    }
    if (slot !== null) {
        const question = async () => {
            const slots = Object.entries(await slot.host.port.slots());
            return slots.map(([name, { status }]) => `${name} ${status}`).join(", ");
        };
        findings.push(await ask("slots", question));
    }
    for (const { item, router } of shifts) {
        const question = async () => {
            const { active, weight } = await router.port.read();
            return `${active} is active, ${weight} % go to the other slot`;
        };
        findings.push(await ask(`router ${item}`, question));
    }
    return findings;
}
async function ask(what, question) {
    const answer = await (0,or_finding/* orFinding */.X)(what, question);
    return (0,or_finding/* isFailure */.N)(answer) ? answer.failure : (0,finding/* met */.BG)(what, answer);
}


/***/ })

};
