export const id = 525;
export const ids = [525];
export const modules = {

/***/ 24525:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  plan: () => (/* binding */ plan_plan)
});

// EXTERNAL MODULE: ./tmp/build/core/markdown.js
var markdown = __webpack_require__(22343);
// EXTERNAL MODULE: ./tmp/build/core/plan.js
var core_plan = __webpack_require__(23785);
// EXTERNAL MODULE: ./tmp/build/core/preflight/finding.js
var finding = __webpack_require__(17641);
// EXTERNAL MODULE: ./tmp/build/core/readable.js
var readable = __webpack_require__(3642);
;// CONCATENATED MODULE: ./tmp/build/core/plan/sections.js

function section(title, lines) {
    return lines.length === 0 ? [] : ["", title, ...lines];
}
function listed(title, lines) {
    return section(title, lines.map((line) => `- ${line}`));
}
function gateLines(gates) {
    if (gates.length === 0)
        return [];
    const approvers = (names) => {
        if (names === null)
            return "not looked at";
        return names.length === 0 ? "**nobody**" : names.map(markdown/* plain */.pj).join(", ");
    };
    const rows = gates.map(({ name, approvers: names, notes }) => [
        (0,markdown/* code */.aY)(name),
        approvers(names),
        notes.map(markdown/* plain */.pj).join(", "),
    ]);
    return section("### Who approves", (0,markdown/* table */.tp)(["Gate", "One of", "Notes"], rows));
}
const results = { met: "met", refused: "**in the way**", warned: "worth knowing", unseen: "not looked at" };
function findingLines(findings) {
    const own = findings.filter(({ what }) => !what.startsWith("checklist "));
    if (own.length === 0)
        return [];
    const rows = own.map(({ what, judgement, found }) => [(0,markdown/* prose */.CS)(what), results[judgement], (0,markdown/* prose */.CS)(found)]);
    return section("### What was looked at", (0,markdown/* table */.tp)(["What", "Result", "Found"], rows));
}
function checklistLines(checklist) {
    if (checklist.length === 0)
        return [];
    const rows = checklist.map(({ item, role, who, at, evidence, isMet, why, missing }) => {
        const unmet = missing === "warn" ? "not shown" : "**missing**";
        const state = isMet === null ? "not looked at" : isMet ? "shown" : unmet;
        return [
            (0,markdown/* plain */.pj)(item),
            (0,markdown/* plain */.pj)(role ?? ""),
            `${state}${why === "" ? "" : `: ${(0,markdown/* prose */.CS)(why)}`}`,
            (0,markdown/* plain */.pj)(who ?? ""),
            (0,markdown/* plain */.pj)(at ?? ""),
            evidence === null ? "" : linkTo(evidence),
        ];
    });
    return section("### Checklist", (0,markdown/* table */.tp)(["Item", "Role", "State", "Who", "When", "Evidence"], rows));
}
function contactLines(contacts) {
    return listed("### Whom to call", contacts.map(({ role, reach }) => `${(0,markdown/* plain */.pj)(role)}: ${linkTo(reach)}`));
}
function linkTo(text) {
    return /^https:\/\/[\w.:~/?#@!$&+,;=%-]+$/.test(text) ? `[link](${text})` : (0,markdown/* plain */.pj)(text);
}

;// CONCATENATED MODULE: ./tmp/build/core/plan/sheet.js





function renderPlan(plan, digest) {
    const { obstacles, warnings, conditions } = plan;
    const lines = [
        `## Plan: ${(0,markdown/* code */.aY)(plan.application)} to ${(0,markdown/* code */.aY)(plan.environment)}`,
        "",
        `Release ${(0,markdown/* code */.aY)(plan.version)} (${(0,markdown/* code */.aY)(plan.commit.slice(0, 12))}) into slot ${(0,markdown/* code */.aY)(plan.slot)}; live now: ${plan.live === null ? "nothing yet" : `${(0,markdown/* code */.aY)(plan.live.version)} (${(0,markdown/* code */.aY)(plan.live.commit.slice(0, 12))})`}.`,
        ...listed("### In the way", obstacles.map(({ where, what }) => `**${(0,markdown/* prose */.CS)(where)}**: ${(0,markdown/* prose */.CS)(what)}`)),
        ...listed("### Worth knowing", warnings.map(markdown/* prose */.CS)),
        ...listed("### Not looked at", (0,finding/* linesOf */.Dx)(conditions.findings, "unseen").map(markdown/* prose */.CS)),
        ...section("### What happens", (0,markdown/* table */.tp)(["Stage", "What happens"], plan.chain.map(({ stage, what }) => [(0,markdown/* plain */.pj)(stage), (0,markdown/* prose */.CS)(what)]))),
        ...gateLines(conditions.gates),
        ...findingLines(conditions.findings),
        ...checklistLines(conditions.checklist),
        ...migrationLines(plan),
        ...section("### If it has to be taken back", (0,core_plan/* rollbackPlan */.E4)(plan).map((line, i) => `${i + 1}. ${(0,markdown/* prose */.CS)(line)}`)),
        ...listed("### What it rests on", foundations(plan)),
        ...contactLines(conditions.contacts),
        "",
        `Plan digest: ${(0,markdown/* code */.aY)(digest.slice(0, 16))}, made at ${plan.madeAt}`,
        "",
    ];
    return lines.join("\n");
}
function migrationLines({ pending }) {
    if (pending.length === 0)
        return ["", "No migration is pending."];
    const rows = pending.map(({ version, name, verdict, reason }) => [
        (0,markdown/* code */.aY)(`${version} ${name}`),
        verdict,
        (0,markdown/* prose */.CS)(reason),
    ]);
    return section("### Pending migrations", (0,markdown/* table */.tp)(["Migration", "Verdict", "Why"], rows));
}
function foundations(plan) {
    return [openLine(plan), backupLine(plan), `Last drill: ${drillText(plan.lastDrill)}`, driftLine(plan)].filter((line) => line !== "");
}
function openLine({ open, commit }) {
    if (open === null)
        return "";
    const whose = open.commit === commit ? "This release is open already" : `${(0,markdown/* code */.aY)(open.version)} is open`;
    return `${whose}, since ${(0,markdown/* plain */.pj)(open.openedAt)}`;
}
function backupLine({ newestBackup, madeAt, chain }) {
    if (newestBackup !== null) {
        const age = (0,readable/* readableSpan */.nz)(Date.parse(madeAt) - Date.parse(newestBackup.at));
        return `Newest verified backup: ${(0,markdown/* code */.aY)(newestBackup.name)}, ${age} old`;
    }
    const isConfigured = chain.some(({ stage }) => stage === "backup");
    return `Newest verified backup: ${isConfigured ? "none yet; this release makes one" : "none, and no backup is configured"}`;
}
function drillText(drill) {
    if (drill === null)
        return "none yet";
    const at = typeof drill === "object" && "at" in drill ? drill.at : undefined;
    return typeof at === "string" ? (0,markdown/* plain */.pj)(at) : (0,markdown/* code */.aY)(JSON.stringify(drill).slice(0, 200));
}
function driftLine({ drift, live }) {
    if (drift.length > 0)
        return `Changed by hand: ${drift.map(markdown/* prose */.CS).join("; ")}`;
    return live === null ? "" : "Changed by hand: nothing that slots and router show";
}

// EXTERNAL MODULE: ./tmp/build/kit/action.js
var action = __webpack_require__(1839);
// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
// EXTERNAL MODULE: ./tmp/build/actions/deployment.js + 1 modules
var actions_deployment = __webpack_require__(79681);
// EXTERNAL MODULE: ./tmp/build/actions/proposal/event.js
var proposal_event = __webpack_require__(27233);
;// CONCATENATED MODULE: ./tmp/build/core/plan/proposal-sheet.js


const mostRows = 60;
const longest = 120;
function renderProposal(plan) {
    const { number, base, migrations, chain } = plan;
    const lines = [
        `## Plan for #${number}: ${(0,markdown/* code */.aY)(plan.application)} to ${(0,markdown/* code */.aY)(plan.environment)}`,
        "",
        `Nothing of this pull request was run and no ${(0,markdown/* code */.aY)("$NAME")} was resolved. ${(0,markdown/* code */.aY)(plan.file)} is the one of ${(0,markdown/* code */.aY)(base.branch)} (${(0,markdown/* code */.aY)(base.commit.slice(0, 12))}).`,
        ...configurationLines(plan),
        ...(migrations === null ? [] : proposal_sheet_migrationLines(migrations)),
        ...(plan.isConfigured
            ? []
            : ["", `${(0,markdown/* code */.aY)(base.branch)} has no ${(0,markdown/* code */.aY)(plan.file)} yet, so nothing is deployed by it.`]),
        ...section("### What happens, as it is configured now", chain.length === 0
            ? []
            : (0,markdown/* table */.tp)(["Stage", "How"], chain.map(({ stage, what }) => [(0,markdown/* plain */.pj)(stage), (0,markdown/* prose */.CS)(what)]))),
        ...listed("### When", plan.times.map(markdown/* prose */.CS)),
        ...checklistLines(plan.checklist),
        ...contactLines(plan.contacts),
        ...listed("### Not looked at", plan.notLookedAt.map(markdown/* prose */.CS)),
        "",
    ];
    return lines.join("\n");
}
function configurationLines({ keys, file, newNames, problems }) {
    if (keys === null || (keys.length === 0 && problems.length === 0))
        return [];
    const rows = keys.slice(0, mostRows).map(({ key, before, after }) => [(0,markdown/* code */.aY)(cut(key)), shown(before), shown(after)]);
    return [
        "",
        `### Changes to ${(0,markdown/* code */.aY)(file)}, used only after the merge`,
        ...problems.slice(0, mostRows).map((problem) => `- **Would be refused**: ${(0,markdown/* prose */.CS)(cut(problem))}`),
        ...newNames.slice(0, mostRows).map((name) => `- Wants the variable ${(0,markdown/* code */.aY)(`$${name}`)}, which it did not before`),
        ...(rows.length === 0 ? [] : ["", ...(0,markdown/* table */.tp)(["Key", "Now", "After the merge"], rows)]),
        ...more(keys),
    ];
}
function proposal_sheet_migrationLines(migrations) {
    if (migrations.length === 0)
        return ["", "No migration is changed."];
    const words = { A: "new", M: "changed", D: "taken away", T: "of another type" };
    const rows = migrations
        .slice(0, mostRows)
        .map(({ status, path }) => [(0,markdown/* code */.aY)(cut(path)), words[status] ?? (0,markdown/* plain */.pj)(status)]);
    const title = "### Migrations in this pull request";
    return [...section(title, (0,markdown/* table */.tp)(["File", "Change"], rows)), ...more(migrations)];
}
function shown(value) {
    return value === null ? "" : (0,markdown/* code */.aY)(cut(value));
}
function cut(text) {
    return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
function more(all) {
    return all.length > mostRows ? ["", `And ${all.length - mostRows} more.`] : [];
}

// EXTERNAL MODULE: ./tmp/build/core/preflight/checklist.js
var checklist = __webpack_require__(67204);
;// CONCATENATED MODULE: ./tmp/build/core/proposal.js
function changedKeys(before, after) {
    const old = leavesOf(before);
    const fresh = leavesOf(after);
    const keys = [...new Set([...old.keys(), ...fresh.keys()])].sort();
    return keys
        .map((key) => ({ key, before: old.get(key) ?? null, after: fresh.get(key) ?? null }))
        .filter((change) => change.before !== change.after);
}
function leavesOf(root) {
    const leaves = new Map();
    const walk = (node, path) => {
        const isMap = typeof node === "object" && node !== null;
        const children = isMap ? Object.entries(node) : [];
        if (children.length === 0 && path !== "")
            leaves.set(path, JSON.stringify(node) ?? "null");
        for (const [key, child] of children) {
            walk(child, Array.isArray(node) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`);
        }
    };
    walk(root, "");
    return leaves;
}
function migrationsAmong(changes, folders) {
    const inside = (path) => folders.some((folder) => `/${path}`.includes(`/${folder}/`));
    return changes.filter(({ path }) => inside(path) || /(^|\/)migrations?\//i.test(path));
}

// EXTERNAL MODULE: ./tmp/build/actions/github.js
var actions_github = __webpack_require__(26227);
// EXTERNAL MODULE: ./tmp/build/actions/sections/plan.js
var plan = __webpack_require__(62692);
// EXTERNAL MODULE: ./tmp/build/kit/deploy-file.js
var deploy_file = __webpack_require__(56437);
// EXTERNAL MODULE: ./tmp/build/kit/expand.js
var expand = __webpack_require__(55681);
// EXTERNAL MODULE: ./tmp/build/kit/layers.js
var kit_layers = __webpack_require__(45363);
// EXTERNAL MODULE: ./tmp/build/kit/section-inputs.js
var section_inputs = __webpack_require__(68062);
// EXTERNAL MODULE: ./tmp/build/kit/texts.js
var texts = __webpack_require__(67441);
// EXTERNAL MODULE: ./tmp/build/actions/common.js
var common = __webpack_require__(67025);
// EXTERNAL MODULE: ./tmp/build/actions/sections/index.js
var sections = __webpack_require__(54079);
;// CONCATENATED MODULE: ./tmp/build/actions/proposal/configured.js









function readWritten(path, text, environment) {
    if (text === null)
        return { file: null, problems: [] };
    try {
        const file = (0,deploy_file/* readDeployFile */.e)(path, text, environment, { common: Object.keys(common/* fileInputs */.wQ), sections: sections/* sectionNames */.QN });
        const problems = [];
        for (const section of configuredSections(file))
            itemsOf(section, file, problems);
        return { file, problems: problems.map(({ where, what }) => `${where}: ${what}`) };
    }
    catch (error) {
        if (!(error instanceof errors/* InputError */.dz))
            throw error;
        return { file: null, problems: error.problems.map(({ where, what }) => `${where}: ${what}`) };
    }
}
function chainAsWritten(file) {
    if (file === null)
        return [];
    return configuredSections(file)
        .filter(({ name }) => stages.includes(name))
        .flatMap((section) => itemsOf(section, file, []).map((item) => ({ stage: section.name, what: told(section, item) })));
}
const stages = ["backup", "migrate", "deploy-slot", "smoke-test", "traffic-shift", "rollback"];
function migrationFolders(file) {
    const migrate = sections/* sections */.V0.find(({ name }) => name === "migrate");
    if (file === null || migrate === undefined || !configuredSections(file).includes(migrate))
        return [];
    return itemsOf(migrate, file, []).flatMap(({ raw }) => migrate.adapters.flatMap((registry) => {
        const adapter = registry.find(String(raw[registry.kind] ?? registry.chooser.default));
        return Object.entries(adapter?.inputs ?? {}).flatMap(([input, field]) => {
            const path = (0,section_inputs/* isUnset */.K$)(raw[input]) ? field.default : raw[input];
            return /-(migrations|folder|directory)$/.test(input) && isPlainPath(path)
                ? [path.replace(/^\.\/|\/+$/g, "")]
                : [];
        });
    }));
}
function isPlainPath(path) {
    return typeof path === "string" && !path.includes("$") && /[^./]/.test(path);
}
function keysBetween(before, after) {
    return changedKeys(dataIn(before), dataIn(after));
}
function newNamesIn(before, after) {
    const known = namesIn(dataIn(before));
    return namesIn(dataIn(after)).filter((name) => !known.includes(name));
}
const builtIn = ["RELEASE", "SLOT", "ENVIRONMENT"];
function namesIn(value) {
    const { forbidden } = (0,expand/* expand */.f)(value, { builtIn: {}, env: () => undefined, allowed: new Set() });
    return forbidden.filter((name) => !builtIn.includes(name)).sort();
}
function dataIn(text) {
    try {
        return text === null ? {} : (0,texts/* parseYaml */.hN)(text);
    }
    catch {
        return {};
    }
}
function configuredSections({ base, overlay }) {
    return sections/* sections */.V0.filter(({ name }) => base[name] !== undefined || overlay[name] !== undefined);
}
function itemsOf(section, { base, overlay }, problems) {
    const layers = { section: base[section.name], overlay: overlay[section.name], step: {}, only: undefined };
    return (0,kit_layers/* layItems */.b)(section, layers, problems);
}
function told({ adapters, isRepeatable }, { name, raw }) {
    const chosen = adapters.flatMap(({ kind, chooser }) => {
        const choice = raw[kind] ?? chooser.default;
        return (0,section_inputs/* isUnset */.K$)(choice) ? [] : [`${kind} \`${String(choice)}\``];
    });
    const counted = ["before", "after", "checks"].flatMap((key) => count(raw, key));
    const steps = (0,section_inputs/* isUnset */.K$)(raw.steps) ? [] : [`steps \`${[raw.steps].flat().join(", ")}\``];
    const words = [...chosen, ...steps, ...counted].join(", ");
    return isRepeatable ? `${name}: ${words}` : words;
}
function count(raw, key) {
    const list = raw[key];
    if (!Array.isArray(list) || list.length === 0)
        return [];
    return [key === "checks" ? `${list.length} checks` : `${list.length} commands ${key} it`];
}

;// CONCATENATED MODULE: ./tmp/build/actions/proposal/static-plan.js










async function planProposal(task) {
    const proposal = await (0,proposal_event/* openProposal */.Bb)(task.effects);
    const plan = await describe(task, proposal);
    const text = renderProposal(plan);
    const github = await (0,actions_github/* githubOf */.z)(task)();
    const told = github === null ? "" : await comment(github, plan, text);
    const outputs = {
        release: proposal.head ?? "",
        plan: JSON.stringify(plan),
        digest: "",
        "rollback-plan": "[]",
        "plan-comment": text,
    };
    return { outputs, summary: told === "" ? text : `${text}\n${told}\n` };
}
async function describe({ common, effects, configure }, proposal) {
    const { number, base, head, repository } = proposal;
    const { config, environment } = common;
    const now = await repository.fileAt(base.commit, config);
    const present = readWritten(config, now, environment);
    const fork = head === null ? null : await repository.forkPoint(base.commit, head);
    const isSeen = head !== null && fork !== null;
    const before = isSeen ? await repository.fileAt(fork, config) : null;
    const after = isSeen ? await repository.fileAt(head, config) : null;
    const changes = isSeen ? await repository.changesBetween(fork, head) : null;
    const proposed = readWritten(config, after, environment);
    const asked = readAsked(configure(base.commit));
    return {
        application: common.application ?? effects.env("GITHUB_REPOSITORY")?.split("/")[1] ?? "",
        environment,
        number,
        base,
        file: config,
        isConfigured: now !== null,
        chain: chainAsWritten(present.file),
        migrations: changes === null
            ? null
            : migrationsAmong(changes, [...migrationFolders(present.file), ...migrationFolders(proposed.file)]),
        keys: isSeen ? keysBetween(before, after) : null,
        newNames: isSeen ? newNamesIn(before, after) : [],
        problems: after === before ? [] : proposed.problems,
        times: asked === null ? [] : timesOf(asked),
        checklist: (0,checklist/* lookAtChecklist */.zx)(asked?.checklist ?? [], { checks: null, now: effects.now() }),
        contacts: asked?.contacts ?? [],
        notLookedAt: notLookedAt(isSeen, asked !== null, number),
    };
}
function itemOf(settings) {
    return settings.items(plan/* planSection */.lA)[0]?.values ?? null;
}
function readAsked(settings) {
    try {
        return itemOf(settings);
    }
    catch (error) {
        if (!(error instanceof errors/* InputError */.dz))
            throw error;
        return null;
    }
}
function timesOf({ freeze = [], window = [] }) {
    const line = (kind) => (occasion) => {
        const { cron, for: length, "time-zone": zone = "UTC", why } = occasion;
        return `${kind}: \`${cron}\` for ${(0,readable/* readableSpan */.nz)(length)} (${zone})${why === undefined ? "" : `: ${why}`}`;
    };
    return [...freeze.map(line("nothing is released")), ...window.map(line("releases may begin"))];
}
function notLookedAt(isSeen, isAskedReadable, number) {
    const commits = `what this pull request changes, because the checkout holds none of its commits: check out \`refs/pull/${number}/merge\` with \`fetch-depth: 0\``;
    const asked = "checklist, times and contacts, because a `$NAME` in the `plan` section decides them";
    return [
        ...(isSeen ? [] : [commits]),
        ...(isAskedReadable ? [] : [asked]),
        "what is live, the journal, databases, slots, routers, gates and checks: a pull request gets none of them",
    ];
}
async function comment(github, plan, text) {
    const marker = (0,markdown/* hidden */.R)("deploy-actions", "plan", plan.application, plan.environment);
    try {
        const { failure } = await github.commentOn(plan.number, marker, `${marker}\n${text}`);
        return failure === null ? "" : `The comment on the pull request could not be written: ${(0,markdown/* prose */.CS)(failure)}`;
    }
    catch (error) {
        if (!(error instanceof errors/* ActionError */.lZ) || error instanceof errors/* CancelledError */.cc)
            throw error;
        return `The comment on the pull request could not be written: ${(0,markdown/* prose */.CS)(error.message)}`;
    }
}

;// CONCATENATED MODULE: ./tmp/build/actions/plan.js








const plan_plan = (0,action/* defineAction */.Q)({
    ...plan/* planSection */.lA,
    summary: "Show what a release would do, what is in the way, and how it would be taken back. Changes nothing.",
    outputs: {
        plan: "The plan as JSON.",
        digest: "SHA-256 of what the plan is about: commit, migrations, verdict, schema, configuration, rollback target; short digests of the parts follow it.",
        "rollback-plan": "The steps of a rollback as a JSON list.",
        "plan-comment": "On the event of a pull request, the Markdown of its comment; empty otherwise.",
    },
    async run(task) {
        if ((0,proposal_event/* isProposed */.h7)(task.effects))
            return planProposal(task);
        const deployment = await (0,actions_deployment/* openDeployment */.Q6)(task);
        const sections = (0,actions_deployment/* sectionsFor */.AD)(deployment, deployment.release.commit);
        const chain = (0,actions_deployment/* openChain */.yP)(sections);
        const { state } = await deployment.journal.head();
        const { plan, digest } = await (0,actions_deployment/* surveyFor */.Kd)(deployment, sections, chain, state, await deployment.github());
        const outputs = {
            release: deployment.release.commit,
            plan: JSON.stringify(plan),
            digest,
            "rollback-plan": JSON.stringify((0,core_plan/* rollbackPlan */.E4)(plan)),
        };
        const summary = renderPlan(plan, digest);
        if (plan.obstacles.length === 0)
            return { outputs, summary };
        const reasons = plan.obstacles.map(({ where, what }) => `${where}: ${what}`).join("\n- ");
        return { outputs, summary, failure: new errors/* RefusedError */.fk(`this release would be refused:\n- ${reasons}`) };
    },
});


/***/ })

};
