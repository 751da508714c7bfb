export const id = 72;
export const ids = [72];
export const modules = {

/***/ 52072:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  report: () => (/* binding */ report_report)
});

// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
// EXTERNAL MODULE: ./tmp/build/adapters/journals/git-command.js
var git_command = __webpack_require__(9212);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./tmp/build/adapters/journals/credentials.js
var credentials = __webpack_require__(66478);
// EXTERNAL MODULE: ./tmp/build/adapters/journals/repository.js
var journals_repository = __webpack_require__(20186);
;// CONCATENATED MODULE: ./tmp/build/adapters/repositories/private-clone.js





async function openPrivately(effects, token, timeout) {
    const repository = await (0,journals_repository/* findRepository */.W)(effects, effects.folder, timeout);
    const { address, settings } = await (0,journals_repository/* remoteSettings */.k)(effects, repository, timeout).catch(withoutOrigin);
    (0,credentials/* maskAddress */.dJ)(effects, address);
    const own = settings.map(([name, value]) => [name.replace(/^remote\.journal\./, "remote.origin."), value]);
    const git = (0,git_command/* gitCommand */.QT)(effects, {
        gitDir: (0,external_node_path_.join)(effects.temporary, `revert-${effects.uuid()}.git`),
        folder: repository.folder,
        timeout,
        settings: [["remote.origin.url", address], ...(0,credentials/* tokenSettings */.Jd)(effects, token, address, own)],
    });
    await git(["init", "--quiet", "--bare", "--template=", `--object-format=${repository.objectFormat}`]);
    const env = await objectsOf(effects, repository, timeout);
    const borrowing = (args, how = {}) => git(args, { ...how, env: { ...env, ...how.env } });
    return { git: borrowing, shown: (0,credentials/* publicAddress */.Wq)(address) };
}
function withoutOrigin(error) {
    if (!(error instanceof errors/* InputError */.dz))
        throw error;
    throw new errors/* RefusedError */.fk("the checkout has no remote called `origin` that a branch could be pushed to", {
        cause: error,
    });
}
async function objectsOf(effects, repository, timeout) {
    const git = (0,git_command/* gitCommand */.QT)(effects, { ...repository, timeout });
    const isWhole = (await (0,git_command/* gitLine */.JG)(git, ["rev-parse", "--is-shallow-repository"])) === "false";
    const isPartial = await isYes(git(["config", "--get-regexp", "\\.(promisor|partialclone)$"]));
    if (!isWhole || isPartial)
        return {};
    return {
        GIT_ALTERNATE_OBJECT_DIRECTORIES: await (0,git_command/* gitLine */.JG)(git, [
            "rev-parse",
            "--path-format=absolute",
            "--git-path",
            "objects",
        ]),
    };
}
function isYes(answer) {
    return answer.then(() => true, nullWhenNo).then((yes) => yes === true);
}
function nullWhenNo(error) {
    if (error instanceof errors/* CommandError */.Qd && error.exitCode === 1)
        return null;
    throw error;
}

;// CONCATENATED MODULE: ./tmp/build/adapters/repositories/revert-branch.js



const [revert_branch_name, email] = ["deploy-actions", "deploy-actions@users.noreply.github.com"];
const author = {
    ...{ GIT_AUTHOR_NAME: revert_branch_name, GIT_AUTHOR_EMAIL: email },
    ...{ GIT_COMMITTER_NAME: revert_branch_name, GIT_COMMITTER_EMAIL: email },
};
function revertBranches(effects, token, timeout = 120_000) {
    return {
        async pushRevert(wish) {
            const { git, shown } = await openPrivately(effects, token, timeout);
            const ref = `refs/heads/${wish.branch}`;
            try {
                if ((await (0,git_command/* gitLine */.JG)(git, ["ls-remote", "--refs", "origin", ref])) !== "")
                    return { state: "ready" };
                const still = ["--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"];
                await git(["fetch", ...still, "origin", `+refs/heads/${wish.base}:refs/heads/base`]);
                const start = await (0,git_command/* gitLine */.JG)(git, ["rev-parse", "refs/heads/base"]);
                const made = await undoAll(git, start, wish.undo);
                if (typeof made !== "string")
                    return made;
                if (made === start)
                    return { state: "undone already" };
                await push(git, made, ref);
                return { state: "ready" };
            }
            catch (error) {
                throw (0,git_command/* asServiceError */.CZ)(error, `no branch that reverts could be made at \`${shown}\``, "Revert by hand.");
            }
        },
    };
}
async function undoAll(git, start, undo) {
    let tip = start;
    for (const undoing of undo) {
        if (!(await isYes(git(["merge-base", "--is-ancestor", undoing.commit, start]))))
            return { state: "not on base", commit: undoing.commit };
        const next = await undoOne(git, tip, undoing);
        if (next === null)
            return { state: "conflict", commit: undoing.commit };
        tip = next;
    }
    return tip;
}
async function undoOne(git, tip, { commit, parent, message }) {
    const child = (tree) => (0,git_command/* gitLine */.JG)(git, ["commit-tree", tree, "-p", commit], { stdin: "x", env: author });
    const before = parent === null ? await (0,git_command/* gitLine */.JG)(git, ["mktree"]) : `${parent}^{tree}`;
    const now = await (0,git_command/* gitLine */.JG)(git, ["rev-parse", `${tip}^{tree}`]);
    const sides = [await child(now), await child(await (0,git_command/* gitLine */.JG)(git, ["rev-parse", before]))];
    const merged = await (0,git_command/* gitLine */.JG)(git, ["merge-tree", "--write-tree", "--no-messages", ...sides]).catch(nullWhenNo);
    if (merged === null || merged === now)
        return merged === null ? null : tip;
    return (0,git_command/* gitLine */.JG)(git, ["commit-tree", merged, "-p", tip], { stdin: message, env: author });
}
async function push(git, commit, ref) {
    try {
        await git(["push", "--quiet", "--no-verify", `--force-with-lease=${ref}:`, "origin", `${commit}:${ref}`]);
    }
    catch (error) {
        const said = (0,git_command/* gitSaid */.UU)(error);
        const isWorkflow = /without .?workflows?.? (permission|scope)/i.test(said);
        if (!isWorkflow && !/denied|403|protected|GH0\d\d|not (allowed|permitted)|hook declined/i.test(said))
            throw error;
        throw new errors/* RefusedError */.fk(`the branch that reverts was not accepted: ${said}`, {
            cause: error,
            hint: isWorkflow
                ? "The job's own token may never change workflow files: hand in a token of a GitHub App with `workflows: write`, or revert by hand."
                : "Give the job `permissions: contents: write`, and let the rules for branches allow `deploy-actions/*`.",
        });
    }
}

// EXTERNAL MODULE: ./tmp/build/core/markdown.js
var markdown = __webpack_require__(22343);
;// CONCATENATED MODULE: ./tmp/build/core/report/deed-row.js

const longest = 500;
function field(value, name) {
    return typeof value === "object" && value !== null ? value[name] : undefined;
}
function words(value, name) {
    const found = field(value, name);
    return typeof found === "string" || typeof found === "number" ? String(found) : "";
}
function shortened(text, most = longest) {
    const letters = [...text.slice(0, 2 * most)];
    return text.length <= most || letters.length <= most ? text : `${letters.slice(0, most - 1).join("")}…`;
}
function deedRow(deed) {
    const name = deed.item === null ? deed.deed : `${deed.deed} (${(0,markdown/* plain */.pj)(shortened(deed.item, 60))})`;
    const time = deed.took === null ? "" : (0,markdown/* readableTime */.GI)(deed.took);
    return [name, resultOf(deed), time, (0,markdown/* plain */.pj)(shortened(detailsOf(deed)))];
}
function resultOf({ deed, outcome, after }) {
    if (deed === "verdict")
        return (0,markdown/* plain */.pj)(words(after, "verdict"));
    if (deed === "check" || deed === "watch")
        return field(after, "passed") === true ? "passed" : "**failed**";
    return { done: "done", failed: "**failed**", running: "not finished", noted: "" }[outcome];
}
function detailsOf(told) {
    const { deed, outcome, asked, after, reason, evidence } = told;
    if (deed === "approve" || deed === "sign-off" || deed === "override")
        return wordOf(told);
    if (outcome === "failed")
        return reason ?? "";
    if (deed === "roll-back")
        return lossDetails(told);
    if (reason !== null && deed === "set-weight")
        return `${weightDetails(told)}: ${reason}`;
    if (reason !== null && deed !== "close")
        return reason;
    switch (deed) {
        case "backup":
            return backupDetails(after);
        case "prune":
            return `removed: ${[field(after, "removed") ?? []].flat().join(", ")}`;
        case "restore":
            return `${field(asked, "backup")} in the place of ${field(asked, "database")}`;
        case "migrate":
            return migrationDetails(asked);
        case "take-down":
            return `${words(asked, "version")}: taken down`;
        case "hold-contract":
        case "backfill":
        case "rehearse":
            return besideMigrations(told);
        case "set-weight":
            return weightDetails(told);
        case "set-flag":
            return flagDetails(told);
        case "check":
            return `${Array.isArray(evidence) ? evidence.length : 0} checks, ${field(after, "target")} slot`;
        case "notify":
            return `told of ${words(after, "moment") || words(asked, "moment")}`;
        case "watch":
            return `looked at again after ${words(after, "age")}`;
        case "follow-up":
            return `${words(after, "what")}, due ${words(after, "due")}`;
        default:
            return slotDeeds.includes(deed) ? `slot ${field(asked, "slot")}` : "";
    }
}
const slotDeeds = ["prepare", "start", "stop", "promote"];
function backupDetails(after) {
    const size = `${field(after, "rows")} rows, ${field(after, "bytes")} bytes`;
    if (field(after, "verified") !== true)
        return `${field(after, "name")}: NOT proven by a restore, ${size}`;
    return `${field(after, "name")}: restored and equal, ${size}, restore took ${field(after, "restoreTook")} ms`;
}
function weightDetails({ asked, after }) {
    const groups = field(after, "cohorts");
    const told = Array.isArray(groups) && groups.length > 0 ? `${groups.join(", ")} and ` : "";
    return `${told}${field(after, "weight")} % to slot ${field(asked, "slot")}`;
}
function flagDetails({ asked, after }) {
    return field(asked, "back") === true ? `back to ${field(after, "weight")} %` : "off until the release raises it";
}
function lossDetails({ reason, after }) {
    const proof = (field(after, "switch") ?? null);
    const why = reason ?? "";
    return proof === null
        ? why
        : `${why} (${field(proof, "lost")} of ${field(proof, "requests")} requests lost meanwhile)`.trim();
}
function besideMigrations({ deed, after }) {
    if (deed === "hold-contract")
        return `waits: ${namesOf(field(after, "held"))}`;
    if (deed === "rehearse")
        return `${field(after, "took")} ms on a copy, ${words(after, "verdict")}, way down: ${words(after, "down")}`;
    const state = field(after, "done") === true ? "finished" : "so far";
    return `${words(after, "name")}: ${field(after, "rows")} rows, ${state}`;
}
function namesOf(held) {
    return Array.isArray(held) ? held.map((one) => words(one, "name")).join(", ") : "";
}
function migrationDetails(asked) {
    const versions = field(asked, "versions");
    if (!Array.isArray(versions) || versions.length === 0)
        return "nothing was pending";
    return `${versions.join(", ")}: ${field(asked, "verdict")}`;
}
function wordOf({ deed, item, asked, after, reason }) {
    const said = (...names) => names.map((name) => words(after, name) || words(asked, name)).find((text) => text !== "") ?? "";
    const who = said("user", "who", "by", "actor");
    const parts = {
        approve: [said("gate") || (item ?? ""), said("comment")],
        "sign-off": [
            [said("item") || (item ?? ""), said("role")].filter((text) => text !== "").join(", "),
            said("evidence"),
        ],
    }[deed] ?? ["", said("reason") || (reason ?? "")];
    const [what = "", comment = ""] = parts;
    const unmet = field(after, "isMet") === false ? "not met" : "";
    const name = [what, who === "" ? "" : `by ${who}`, said("at"), unmet].filter((text) => text !== "").join(", ");
    return [name, comment].filter((text) => text !== "").join(": ");
}

;// CONCATENATED MODULE: ./tmp/build/core/report/fit.js
function fit({ head, rows, tail, left }, most) {
    const lengthOf = (lines) => lines.reduce((sum, line) => sum + line.length + 1, 0);
    const text = (lines) => [...head, ...lines, ...tail].join("\n");
    const fixed = lengthOf(head) + lengthOf(tail);
    if (fixed + lengthOf(rows) <= most)
        return text(rows);
    let room = most - fixed - left(rows.length).length - 1;
    let first = rows.length;
    while (first > 0 && room - ((rows[first - 1]?.length ?? 0) + 1) >= 0) {
        first -= 1;
        room -= (rows[first]?.length ?? 0) + 1;
    }
    return text([left(first), ...rows.slice(first)]);
}

// EXTERNAL MODULE: ./tmp/build/core/report/mermaid.js
var mermaid = __webpack_require__(54688);
;// CONCATENATED MODULE: ./tmp/build/core/report/gantt.js


const stages = {
    backup: "Backup",
    prune: "Backup",
    migrate: "Migrate",
    prepare: "Deploy slot",
    start: "Deploy slot",
    check: "Smoke test",
    "set-weight": "Traffic",
    verdict: "Traffic",
    promote: "Traffic",
    "roll-back": "Rollback",
    stop: "Finish",
    "mark-good": "Finish",
    close: "Finish",
};
const mostTasks = 200;
function gantt({ deeds, endedAt }) {
    const tasks = [...deeds.flatMap(taskOf), ...watches(deeds)].sort((a, b) => a.from - b.from).slice(-mostTasks);
    if (tasks.length === 0)
        return [];
    const last = Math.max(...tasks.map(({ to }) => to), endedAt === null ? 0 : Date.parse(endedAt));
    const names = [...new Set(Object.values(stages))].filter((stage) => tasks.some((task) => task.stage === stage));
    return (0,mermaid/* mermaid */.a4)([
        "gantt",
        "  title The chain (UTC)",
        "  dateFormat YYYY-MM-DDTHH:mm:ss.SSS",
        "  axisFormat %H:%M:%S",
        ...names.flatMap((stage) => [
            `  section ${stage}`,
            ...tasks.filter((task) => task.stage === stage).map((task) => line(task, last)),
        ]),
    ]);
}
function line({ name, tag, from, to }, last) {
    const end = Math.max(from + 1, tag === "active" ? last : to);
    return `  ${name} :${tag}, ${(0,mermaid/* mermaidTime */.vH)(from)}, ${(0,mermaid/* mermaidTime */.vH)(end)}`;
}
function taskOf(deed) {
    const stage = stages[deed.deed];
    if (stage === undefined || deed.deed === "verdict")
        return [];
    const from = Date.parse(deed.at);
    const task = { stage, name: nameOf(deed), from, to: from + (deed.took ?? 0) };
    const isBad = deed.outcome === "failed" || field(deed.after, "passed") === false;
    if (deed.took === null && deed.outcome !== "running")
        return [{ ...task, tag: isBad ? "crit, milestone" : "milestone" }];
    return [{ ...task, tag: isBad ? "crit" : deed.outcome === "running" ? "active" : "done" }];
}
function nameOf({ deed, item, asked, after }) {
    const about = {
        "set-weight": `set ${words(after, "weight") || words(asked, "weight")} percent`,
        check: `check ${words(after, "target")}`,
    }[deed];
    return (0,mermaid/* mermaidWord */.Az)(`${about ?? `do ${deed}`.replace("-", " ")}${item === null ? "" : ` (${item})`}`);
}
function watches(deeds) {
    return deeds.flatMap((deed, i) => {
        const weight = words(deed.after, "weight");
        if (deed.deed !== "set-weight" || deed.outcome !== "done" || weight === "0")
            return [];
        const later = deeds.slice(i + 1).filter(({ item }) => item === deed.item);
        const end = later.find((next) => next.deed === "verdict" || next.deed === "set-weight");
        if (end === undefined)
            return [];
        const verdict = later.find((next) => next.deed === "verdict" && words(next.after, "weight") === weight);
        const tag = words(verdict?.after ?? null, "verdict") === "fail" ? "crit" : "done";
        const from = Date.parse(deed.at) + (deed.took ?? 0);
        const item = deed.item === null ? "" : ` (${deed.item})`;
        return [
            { stage: "Traffic", name: (0,mermaid/* mermaidWord */.Az)(`watch ${weight} percent${item}`), tag, from, to: Date.parse(end.at) },
        ];
    });
}

;// CONCATENATED MODULE: ./tmp/build/core/report/standing.js
const unwritten = {
    planned: "planned",
    started: "running",
    ended: "not begun",
};
function standingOf({ open, lease }, story, moment) {
    if (story === undefined)
        return unwritten[moment ?? "ended"];
    if (story.outcome !== "open")
        return story.outcome;
    if (open?.id !== story.id)
        return "superseded";
    if (lease !== null || moment === "started")
        return "running";
    return open.failure !== null || open.rollingBack ? "held" : "waiting";
}
const sentences = {
    planned: "waits for approval",
    running: "is being deployed",
    waiting: "is **open**: not finished",
    held: "is **held**: a person has to decide",
    good: "is live and verified good",
    "rolled back": "was **rolled back**",
    superseded: "was superseded before it changed a slot or traffic",
    "not begun": "was **not deployed**: it was refused, rejected or cancelled before anything was changed",
};

;// CONCATENATED MODULE: ./tmp/build/core/report/traffic.js



function trafficPoints({ deeds }) {
    return deeds.flatMap((deed, i) => {
        const weight = field(deed.after, "weight");
        if (deed.deed !== "set-weight" || deed.outcome !== "done" || typeof weight !== "number")
            return [];
        const verdict = verdictOn(deeds.slice(i + 1), deed.item, weight);
        const count = (name) => {
            const found = field(verdict?.evidence ?? null, name);
            return typeof found === "number" ? found : null;
        };
        return [
            {
                item: deed.item ?? "",
                at: deed.at,
                weight,
                verdict: verdict === undefined ? null : words(verdict.after, "verdict"),
                requests: count("requests"),
                errors: count("errors"),
                proof: proofOf(verdict),
                cohorts: cohortsOf(deed),
            },
        ];
    });
}
function proofOf(verdict) {
    const probed = (field(verdict?.evidence ?? null, "switch") ?? null);
    const [requests, lost, bound] = ["requests", "lost", "bound"].map((name) => Number(field(probed, name)));
    return probed === null ? null : { requests: requests ?? 0, lost: lost ?? 0, bound: bound ?? 100 };
}
function cohortsOf({ after }) {
    const names = field(after, "cohorts");
    return Array.isArray(names) ? names.map(String) : [];
}
function verdictOn(later, item, weight) {
    const own = later.filter((deed) => deed.item === item && (deed.deed === "verdict" || deed.deed === "set-weight"));
    const next = own.findIndex((deed) => deed.deed === "set-weight" && field(deed.after, "weight") !== 0);
    return own
        .slice(0, next < 0 ? own.length : next)
        .findLast((deed) => deed.deed === "verdict" && field(deed.after, "weight") === weight);
}
function errorRate({ requests, errors }) {
    return requests === null || errors === null || requests === 0 ? null : (errors / requests) * 100;
}
const mostPoints = 40;
function trafficChart(story) {
    const points = trafficPoints(story);
    return [...new Set(points.map(({ item }) => item))].flatMap((item) => {
        const own = points.filter((point) => point.item === item).slice(-mostPoints);
        return ["", `Traffic by ${(0,markdown/* plain */.pj)(shortened(item, 60))}`.trim(), "", ...chartOf(own), "", ...tableOf(own)];
    });
}
function chartOf(points) {
    const listed = (values) => `[${values.join(", ")}]`;
    const names = points.map(({ at }, i) => `"${points.length > 12 ? "" : `${at.slice(11, 19)} `}(${i + 1})"`);
    return (0,mermaid/* mermaid */.a4)([
        "xychart-beta",
        '  title "Weight (bars) and error rate (line), percent"',
        `  x-axis ${listed(names)}`,
        '  y-axis "percent" 0 --> 100',
        `  bar ${listed(points.map(({ weight }) => weight))}`,
        `  line ${listed(points.map((point) => round(errorRate(point) ?? 0)))}`,
    ]);
}
function tableOf(points) {
    const rows = points.map((point, i) => {
        const rate = errorRate(point);
        const told = rate === null ? "not counted" : `${round(rate)} % (${point.errors} of ${point.requests})`;
        const groups = point.cohorts.length === 0 ? "" : ` (${(0,markdown/* plain */.pj)(point.cohorts.join(", "))})`;
        const weight = `${point.weight} %${groups}`;
        return [`${i + 1}`, point.at.slice(11, 19), weight, told, lossOf(point), (0,markdown/* plain */.pj)(point.verdict ?? "")];
    });
    return (0,markdown/* table */.tp)(["", "Time (UTC)", "Weight", "Error rate", "Lost in the switch", "Verdict"], rows);
}
function lossOf({ proof }) {
    if (proof === null)
        return "not probed";
    return `${proof.lost} of ${proof.requests}; below ${round(proof.bound)} % (95 %)`;
}
function round(percent) {
    return Math.round(percent * 100) / 100;
}

;// CONCATENATED MODULE: ./tmp/build/core/report/summary.js






const longestSummary = 250_000;
function renderReport(told) {
    const { story } = told;
    const deeds = story?.deeds ?? [];
    const [head = "", line = "", ...rows] = deeds.length === 0 ? [] : (0,markdown/* table */.tp)(columns, deeds.map(deedRow));
    const charts = story === undefined ? [] : ["", ...gantt(story), ...trafficChart(story)];
    return fit({
        head: [...openingLines(told, "##"), ...(deeds.length === 0 ? [] : ["", head, line])],
        rows,
        tail: [...charts, ""],
        left: leftOut,
    }, longestSummary);
}
function renderNothing(application, environment) {
    return `## ${(0,markdown/* plain */.pj)(application)} in ${(0,markdown/* plain */.pj)(environment)}\n\nNo release has been deployed yet.\n`;
}
const columns = ["Deed", "Result", "Time", "Details"];
function leftOut(count) {
    return (0,markdown/* table */.tp)([], [[`${count} in all`, "", "", "the oldest are left out here"]]).at(-1) ?? "";
}
function openingLines(told, level) {
    const { application, environment, release, standing, story, previous, links, notes } = told;
    const took = story?.endedAt == null || standing === "planned"
        ? ""
        : ` after ${(0,markdown/* readableTime */.GI)(Date.parse(story.endedAt) - Date.parse(story.openedAt))}`;
    const slot = story === undefined || standing === "planned" ? "" : ` in slot ${(0,markdown/* code */.aY)(story.release.slot)}`;
    const by = story === undefined ? "" : ` Deployed by ${(0,markdown/* plain */.pj)(story.actor)}.`;
    const name = `${(0,markdown/* code */.aY)(shortened(release.version, 100))} (${(0,markdown/* code */.aY)(release.commit.slice(0, 12))})`;
    const reason = story?.reason ?? null;
    const shown = links.filter(({ url }) => url !== null).map(({ text, url }) => (0,markdown/* link */.nf)((0,markdown/* plain */.pj)(text), url));
    return [
        `${level} ${(0,markdown/* plain */.pj)(application)} in ${(0,markdown/* plain */.pj)(environment)}`,
        "",
        `${name}${slot} ${sentences[standing]}${took}.${by}`,
        ...(reason === null || standing === "planned" ? [] : ["", `Why: ${(0,markdown/* plain */.pj)(shortened(reason, 2000))}`]),
        ...(previous === null ? [] : ["", `Before it: ${(0,markdown/* code */.aY)(previous.version)} (${(0,markdown/* code */.aY)(previous.commit.slice(0, 12))}).`]),
        ...notes.slice(0, 20).flatMap((note) => ["", (0,markdown/* prose */.CS)(shortened(note, 2000))]),
        ...(shown.length === 0 ? [] : ["", shown.join(" · ")]),
    ];
}

// EXTERNAL MODULE: ./tmp/build/kit/action.js
var action = __webpack_require__(1839);
// EXTERNAL MODULE: ./tmp/build/core/preflight.js
var preflight = __webpack_require__(59951);
;// CONCATENATED MODULE: ./tmp/build/core/range.js
function previousGood({ good, open }, commit, story) {
    if (open !== null && open.id === story?.id)
        return open.previous;
    const own = good.findIndex((release) => release.commit === commit);
    if (own >= 0)
        return good[own + 1] ?? null;
    const opened = story === undefined ? Number.POSITIVE_INFINITY : Date.parse(story.openedAt);
    return good.find(({ at }) => Date.parse(at) <= opened) ?? null;
}
function firstParents(commits, to) {
    const known = new Map(commits.map((commit) => [commit.commit, commit]));
    const line = [];
    for (let next = known.get(to); next !== undefined; next = known.get(next.parents[0] ?? ""))
        line.push(next);
    return line;
}
function worthAsking(commits, to, most) {
    const steps = firstParents(commits, to).map(({ commit }) => commit);
    const naming = commits.filter(({ subject }) => numberIn(subject) !== null).map(({ commit }) => commit);
    return [...new Set([...steps, ...naming, ...commits.map(({ commit }) => commit)])].slice(0, most);
}
function namedPullRequests(commits) {
    return [...new Set(commits.map(({ subject }) => numberIn(subject)).filter((number) => number !== null))];
}
function numberIn(subject) {
    const [, merged, squashed] = /^Merge pull request #(\d{1,9})\b|\(#(\d{1,9})\)$/.exec(subject) ?? [];
    const number = merged ?? squashed;
    return number === undefined ? null : Number(number);
}
function whyNoRevert(state, { commit, version }, { isRolledBack, isBehindLive }) {
    const { live, good, bad, open } = state;
    if (!isRolledBack)
        return `${version} was not rolled back`;
    if (open !== null)
        return `${open.version} is being deployed`;
    if (live?.commit === commit || good.some((release) => release.commit === commit))
        return `${version} is verified good`;
    if (isBehindLive)
        return `${live?.version ?? "what is live"} holds that commit and is verified good`;
    if (!bad.some((known) => known.commit === commit))
        return `nothing speaks against the commit of ${version} itself`;
    return null;
}

;// CONCATENATED MODULE: ./tmp/build/core/report/comment.js




const longestComment = 60_000;
function commentMarker(application, environment) {
    return (0,markdown/* hidden */.R)("deploy-actions", application, environment);
}
function renderComment(told, provenance) {
    const { application, environment, story, standing } = told;
    const deeds = standing === "planned" ? [] : (story?.deeds ?? []);
    const [head = "", line = "", ...rows] = deeds.length === 0 ? [] : (0,markdown/* table */.tp)(columns, deeds.map(deedRow));
    const opening = [
        commentMarker(application, environment),
        (0,markdown/* hidden */.R)("deploy-actions-state", provenance.release, provenance.head),
        ...openingLines(told, "###"),
        ...(story === undefined || standing === "planned" ? [] : yeses(story)),
    ];
    return fit({
        head: [...opening, ...(deeds.length === 0 ? [] : ["", head, line])],
        rows,
        tail: ["", "*Written from the deployment's journal, and kept up to date.*", ""],
        left: leftOut,
    }, longestComment);
}
function yeses({ deeds }) {
    const kinds = [
        ["approve", "Approved"],
        ["sign-off", "Signed"],
        ["override", "**Exception**"],
    ];
    const lines = kinds.flatMap(([deed, word]) => deeds
        .filter((known) => known.deed === deed)
        .slice(-20)
        .map((known) => `- ${word}: ${(0,markdown/* plain */.pj)(shortened(wordOf(known), 400))}`));
    return lines.length === 0 ? [] : ["", ...lines];
}
function provenanceOf(body) {
    const [, release, head] = /<!-- deploy%2Dactions%2Dstate (\S+) (\S+) -->/.exec(body) ?? [];
    if (release === undefined || head === undefined)
        return null;
    try {
        return { release: decodeURIComponent(release), head: decodeURIComponent(head) };
    }
    catch {
        return null;
    }
}
function giveWay(existing, own, reading) {
    if (existing === null)
        return "write";
    const rank = (release) => {
        const found = reading.releases.indexOf(release);
        return found < 0 ? Number.POSITIVE_INFINITY : found;
    };
    if (own.release !== "planned" && rank(existing.release) < rank(own.release))
        return "keep";
    const isKnown = existing.head === "none" || reading.places.has(existing.head);
    return isKnown ? "write" : "read again";
}

// EXTERNAL MODULE: ./tmp/build/core/publication.js
var publication = __webpack_require__(71170);
// EXTERNAL MODULE: ./tmp/build/stages/writer.js
var writer = __webpack_require__(59789);
;// CONCATENATED MODULE: ./tmp/build/stages/publish-report.js



const mostComments = 20;
const mostRounds = 3;
async function writeComments(effects, start, options) {
    const { journal, github } = options;
    const written = new Map();
    let account = start;
    let existing = options.pullRequests.slice(0, mostComments);
    for (let round = 1;; round++) {
        const due = wishesOf(effects, account, existing, round > 1);
        if (due === "read again") {
            account = await options.account();
            continue;
        }
        const results = due.length === 0 ? [] : await github.writeComments(due);
        for (const result of results)
            written.set(result.number, result);
        if (results.length === 0 || round >= mostRounds)
            break;
        const next = await options.account();
        if (meaningOf(next.reading.state) === meaningOf(account.reading.state))
            break;
        account = next;
        existing = existing.map((pullRequest) => withWritten(pullRequest, due, written.get(pullRequest.number)));
    }
    tellFailures(effects, [...written.values()]);
    const results = existing.map((pullRequest) => written.get(pullRequest.number) ?? standing(pullRequest));
    return { results, entry: await remember(effects, journal, options.release, results) };
}
function meaningOf({ open, live, bad, publication }) {
    return JSON.stringify([open, live, bad.length, publication?.revert ?? null]);
}
function wishesOf(effects, { told, reading }, pullRequests, isReadAgain) {
    const own = { release: reading.story?.id ?? "planned", head: reading.head ?? "none" };
    const body = effects.redact(renderComment(told, own));
    const remembered = reading.state.publication?.comments ?? {};
    const wishes = [];
    for (const { id, number, comment } of pullRequests) {
        const way = giveWay(comment === null ? null : provenanceOf(comment.body), own, reading);
        if (way === "read again" && !isReadAgain)
            return way;
        if (way === "keep" || comment?.body.trim() === body.trim())
            continue;
        wishes.push({ pullRequest: { id, number }, comment: comment?.id ?? remembered[number] ?? null, body });
    }
    return wishes;
}
function withWritten(pullRequest, wishes, result) {
    const body = wishes.find((wish) => wish.pullRequest.number === pullRequest.number)?.body;
    if (result?.id == null || body === undefined)
        return pullRequest;
    return { ...pullRequest, comment: { id: result.id, url: result.url ?? pullRequest.url, body } };
}
function standing({ number, comment }) {
    return { number, id: comment?.id ?? null, url: comment?.url ?? null, failure: null };
}
function tellFailures({ log }, results) {
    const done = results.filter(({ failure }) => failure === null);
    if (done.length > 0)
        log.info(`Comment on ${done.map(({ number }) => `#${number}`).join(", ")}`);
    for (const { number, failure } of results)
        if (failure !== null)
            log.warn(`Pull request #${number} has no comment: ${failure}`);
}
async function remember(effects, journal, release, results) {
    const comments = Object.fromEntries(results.flatMap(({ number, id }) => (id === null ? [] : [[number, id]])));
    const { entry } = await (0,writer/* appendDeciding */.UE)(journal, await journal.head(), (state) => {
        const isNew = Object.entries(comments).some(([number, id]) => state.publication?.comments[number] !== id);
        const draft = { phase: "done", deed: "publish", release, after: { comments } };
        const entry = (0,writer/* fullEntry */.aG)(draft, effects, state.epoch);
        return isNew && (0,publication/* publicise */.V)(state, entry) !== state ? entry : null;
    });
    return entry?.id ?? "";
}

// EXTERNAL MODULE: ./tmp/build/core/story.js
var core_story = __webpack_require__(76089);
;// CONCATENATED MODULE: ./tmp/build/stages/read-release.js

const reaches = [1000, 20_000];
async function readRelease(journal, { commit, moment, run }) {
    let reading = await readOnce(journal, commit, reaches[0]);
    for (let attempt = 0; reading.head !== reading.stateAt && attempt < 3; attempt++)
        reading = await readOnce(journal, commit, reaches[0]);
    const { open } = reading.state;
    const isBeyond = open !== null && !reading.releases.includes(open.id) && (commit ?? open.commit) === open.commit;
    if (isBeyond)
        reading = await readOnce(journal, commit, reaches[1]);
    const { stateAt: _, ...read } = reading;
    return isEarlier(read.story, moment, run) ? { ...read, story: undefined } : read;
}
function isEarlier(story, moment, run) {
    if (story === undefined || moment === null || story.outcome === "open")
        return false;
    if (moment === "ended")
        return run.includes("/") && !(0,core_story/* isWorkOf */.R)(story, run, "run");
    return !(0,core_story/* isWorkOf */.R)(story, run, "attempt");
}
async function readOnce(journal, commit, reach) {
    const { state, at } = await journal.head();
    const entries = await journal.entries(reach);
    const stories = (0,core_story/* tellStories */.x)(entries);
    const story = stories.find(({ release }) => commit === null || release.commit === commit);
    return {
        ...{ state, stateAt: at, story },
        revert: revertIn(entries, commit ?? story?.release.commit ?? ""),
        head: entries[0]?.place ?? null,
        releases: stories.map(({ id }) => id),
        places: new Set(entries.map(({ place }) => place)),
    };
}
function revertIn(entries, commit) {
    const numbers = entries.map(({ deed, release, after }) => deed === "publish" && release?.commit === commit ? after?.revert : null);
    return numbers.find((number) => typeof number === "number") ?? null;
}

;// CONCATENATED MODULE: ./tmp/build/core/remedy.js
const mostCommands = 10;
function revertCommands(base, steps) {
    const name = quoted(base);
    const [first] = steps;
    const branch = `revert-${first?.commit.slice(0, 8) ?? "release"}`;
    const reverts = steps
        .slice(0, mostCommands)
        .map(({ commit, parents }) => `git revert --no-edit ${parents.length > 1 ? "-m 1 " : ""}${commit.slice(0, 12)}`);
    const rest = steps.length > mostCommands ? [`git log --first-parent # ${steps.length - mostCommands} more`] : [];
    return [
        `git fetch origin ${name} && git switch -c ${branch} FETCH_HEAD`,
        ...reverts,
        ...rest,
        `git push -u origin ${branch}`,
    ];
}
function settingBehind(said) {
    if (!/not permitted to create|create and approve pull requests|createPullRequest/i.test(said))
        return "";
    return "Allow it in the repository's settings: Actions, General, `Allow GitHub Actions to create and approve pull requests`.";
}
function revertBranch({ version, commit }) {
    const name = version
        .replace(/[^A-Za-z0-9._-]+/g, "-")
        .replace(/\.{2,}/g, ".")
        .replace(/^[-.]+|[-.]+$|\.lock$/g, "")
        .slice(0, 60);
    const id = commit.slice(0, 8);
    return `deploy-actions/revert-${name === "" || name === id ? id : `${name.replace(/[-.]+$/, "")}-${id}`}`;
}
function quoted(name) {
    return /^[\w./-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}

// EXTERNAL MODULE: ./tmp/build/stages/free-entries.js
var free_entries = __webpack_require__(17605);
;// CONCATENATED MODULE: ./tmp/build/stages/revert.js





async function revertRelease(effects, options) {
    const { reading, release, repository } = options;
    const { state, story } = reading;
    const { live } = state;
    if (reading.revert !== null)
        return { kind: "known", number: reading.revert };
    const isBehindLive = live !== null && live.commit !== release.commit && (await isBehind(repository, release.commit, live.commit));
    const why = whyNoRevert(state, release, { isRolledBack: story?.outcome === "rolled back", isBehindLive });
    if (why !== null)
        return { kind: "not wanted", why };
    const steps = firstParents(options.commits ?? [], release.commit);
    const base = options.pullRequests[0]?.baseBranch ?? (await options.github.defaultBranch());
    const reverted = await undo(effects, options, { steps, base });
    if (reverted.kind === "opened") {
        effects.log.info(`Open pull request #${reverted.link.number}, which reverts ${release.version}`);
        const after = { revert: reverted.link.number };
        await (0,free_entries/* writeFreely */.l)(options.journal, effects, { phase: "done", deed: "publish", release, after });
    }
    return reverted;
}
async function isBehind(repository, commit, live) {
    const holdsBoth = (await repository.holds(commit)) && (await repository.holds(live));
    return holdsBoth && (await repository.isAncestor(commit, live));
}
async function undo(effects, options, range) {
    const [single, ...others] = options.pullRequests;
    const isSingle = single !== undefined && others.length === 0 && range.steps.length <= 1;
    try {
        if (isSingle) {
            const asked = options.github.revertPullRequest({ id: single.id, ...textOf(options) });
            const link = await asked.catch(errorIfConflict);
            if (!(link instanceof errors/* ServiceError */._7))
                return { kind: "opened", link };
            effects.log.info(`Make a branch that reverts #${single.number}, since GitHub does not: ${link.message}`);
        }
        return await byBranch(options, range);
    }
    catch (error) {
        if (!(error instanceof errors/* RefusedError */.fk || error instanceof errors/* ServiceError */._7))
            throw error;
        return byHand(error.message, range, remedyOf(error));
    }
}
function errorIfConflict(error) {
    if (error instanceof errors/* ServiceError */._7)
        return error;
    throw error;
}
const mostSteps = 100;
async function byBranch(options, range) {
    const { release, environment, github, reverter } = options;
    const { steps, base } = range;
    if (steps.length === 0)
        return byHand("the checkout does not hold what the release brought", range, "Set `fetch-depth: 0`.");
    if (steps.length > mostSteps)
        return byHand(`the release brought ${steps.length} steps of its branch`, range, "");
    const branch = revertBranch(release);
    const undo = steps.map(({ commit, parents }) => ({
        commit,
        parent: parents[0] ?? null,
        message: `Revert ${commit.slice(0, 12)}: rolled back in ${oneWord(environment)}\n\nThis reverts commit ${commit}.\n`,
    }));
    const made = await reverter.pushRevert({ branch, base, undo });
    if (made.state === "undone already")
        return { kind: "not wanted", why: `\`${base}\` does not hold it any more` };
    if (made.state === "conflict")
        return byHand(`what came after ${made.commit.slice(0, 12)} stands on the same lines`, range, "");
    if (made.state === "not on base")
        return byHand(`\`${base}\` does not hold ${made.commit.slice(0, 12)}`, range, "");
    return { kind: "opened", link: await github.openPullRequest({ head: branch, base, ...textOf(options) }) };
}
function byHand(why, { steps, base }, remedy) {
    const commands = steps.length === 0
        ? []
        : [
            `By hand: ${revertCommands(base, steps)
                .map((c) => `\`${c}\``)
                .join(", ")}.`,
        ];
    return { kind: "by hand", why, remedy: [remedy, ...commands].filter((text) => text !== "").join(" ") };
}
function remedyOf({ message, hint }) {
    return settingBehind(message) || (hint ?? "");
}
function oneWord(text) {
    return text.replace(/[^A-Za-z0-9._-]+/g, "-").slice(0, 60);
}
function textOf({ release, environment, previous, pullRequests, reading }) {
    const brought = pullRequests.slice(0, 50).map(({ number, title }) => `- #${number} ${(0,markdown/* plain */.pj)(title.slice(0, 200))}`);
    const rest = pullRequests.length > 50 ? [`- and ${pullRequests.length - 50} more`] : [];
    const since = previous === null ? "" : ` since ${(0,markdown/* code */.aY)(previous.version)} (${(0,markdown/* code */.aY)(previous.commit.slice(0, 12))})`;
    const body = [
        `${(0,markdown/* code */.aY)(release.version)} (${(0,markdown/* code */.aY)(release.commit)}) was rolled back in ${(0,markdown/* plain */.pj)(environment)}.`,
        `Why: ${(0,markdown/* prose */.CS)((reading.story?.reason ?? "unknown").slice(0, 2000))}`,
        `This undoes everything that it brought${since}. What serves does not depend on it: traffic went back already.`,
        ...(brought.length === 0 ? [] : [[...brought, ...rest].join("\n")]),
    ].join("\n\n");
    return { title: (0,markdown/* tame */.aM)(`Revert ${release.version}: rolled back in ${environment}`), body };
}

;// CONCATENATED MODULE: ./tmp/build/stages/report-release.js









const mostCommits = 1000;
const mostAsked = 100;
async function reportRelease(effects, options) {
    const { journal, moment, asked } = options;
    const read = () => readRelease(journal, { commit: asked?.commit ?? null, moment, run: effects.run.id });
    const reading = await read();
    const release = reading.story?.release ?? planned(reading, asked);
    if (release === null)
        return { told: null, comments: [], revert: null, entry: "" };
    const notes = [];
    const work = await openWork(effects, options, { reading, release, notes });
    const reverted = options.reverts && work.github !== null ? await revert(effects, options, work) : null;
    const revertLink = linkOf(effects, work, reverted);
    const accountOf = (known) => ({
        reading: known,
        told: toldOf(effects, options, { ...work, reading: known }, revertLink),
    });
    const account = async () => accountOf(await read());
    const start = reverted?.kind === "opened" ? await account() : accountOf(reading);
    const wanted = options.comments && work.github !== null && work.pullRequests.length > 0;
    const comments = !wanted
        ? null
        : await orWarn(effects, notes, "The comments were not written", () => writeComments(effects, start, { ...work, journal, github: work.github, account }));
    for (const { number, failure } of comments?.results ?? [])
        if (failure !== null)
            notes.push(`Pull request #${number} has no comment: ${failure}`);
    const told = toldOf(effects, options, { ...work, reading: start.reading }, revertLink);
    return { told, comments: comments?.results ?? [], revert: revertLink, entry: comments?.entry ?? "" };
}
function planned({ state }, asked) {
    return asked === null ? null : { ...asked, slot: (0,preflight/* idleSlot */.f0)(state, null) };
}
async function openWork(effects, { repository, application, environment, github: open, comments, reverts }, begun) {
    const { reading, release, notes } = begun;
    const previous = previousGood(reading.state, release.commit, reading.story);
    const commits = await repository.commitsBetween(previous?.commit ?? null, release.commit, mostCommits);
    if (commits === null)
        notes.push("The checkout does not hold everything that was brought (`fetch-depth: 0` does): only the newest pull request is known.");
    const github = comments || reverts ? await orWarn(effects, notes, "GitHub was not asked", open) : null;
    const brought = worthAsking(commits ?? [], release.commit, mostAsked);
    const asked = commits === null ? [release.commit] : brought;
    const found = github === null || asked.length === 0
        ? null
        : await orWarn(effects, notes, "The pull requests are not known", () => github.pullRequestsOf(asked, commentMarker(application, environment)));
    const pullRequests = found ?? [];
    const named = found === null ? namedPullRequests(commits ?? []) : pullRequests.slice(mostComments).map((one) => one.number);
    if (named.length > 0)
        notes.push(`${found === null ? "Brought by" : "Brought as well by"} the pull requests ${named.slice(0, 100).join(", ")}.`);
    return { ...begun, previous, commits, github, pullRequests };
}
function revert(effects, options, work) {
    const { reading, release, notes, previous, commits, github, pullRequests } = work;
    if (reading.story?.outcome !== "rolled back" || github === null)
        return Promise.resolve(null);
    return orWarn(effects, notes, "The release was not reverted", () => revertRelease(effects, { ...options, reading, release, previous, commits, github, pullRequests }));
}
function linkOf(effects, { notes, github }, reverted) {
    if (reverted === null)
        return null;
    if (reverted.kind === "opened")
        return reverted.link;
    if (reverted.kind === "known")
        return { number: reverted.number, url: `${serverOf(effects)}/${github?.repository}/pull/${reverted.number}` };
    const text = `No pull request reverts it: ${reverted.why}.`;
    if (reverted.kind === "not wanted")
        effects.log.info(text);
    else {
        effects.log.warn(`${text} ${reverted.remedy}`.trim());
        notes.push(`${text} ${reverted.remedy}`.trim());
    }
    return null;
}
function toldOf(effects, options, work, revertLink) {
    const { application, environment, moment } = options;
    const { reading, release, previous, notes, github } = work;
    const { story, state } = reading;
    const { run } = effects;
    const deployments = `${serverOf(effects)}/${github?.repository}/deployments/${encodeURIComponent(environment)}`;
    const links = [
        { text: "Run", url: story?.run ?? run.url },
        { text: "Deployments", url: github === null ? null : deployments },
        { text: `Revert (${revertLink?.number})`, url: revertLink?.url ?? null },
    ];
    const standing = standingOf(state, story, moment);
    const told = { application, environment, release, standing, story, previous, links, notes };
    return (0,writer/* redacted */.pc)(told, effects);
}
function serverOf(effects) {
    return effects.env("GITHUB_SERVER_URL") ?? "https://github.com";
}
async function orWarn(effects, notes, what, act) {
    try {
        return await act();
    }
    catch (error) {
        if (!(error instanceof errors/* ActionError */.lZ) || error instanceof errors/* CancelledError */.cc)
            throw error;
        const told = `${what}: ${[error.message.replace(/\.$/, ""), error.hint ?? ""].join(". ").trim()}`;
        effects.log.warn(told);
        notes.push(told);
        return null;
    }
}

// EXTERNAL MODULE: ./tmp/build/actions/deployment.js + 1 modules
var actions_deployment = __webpack_require__(79681);
// EXTERNAL MODULE: ./tmp/build/actions/sections/report.js
var report = __webpack_require__(30841);
// EXTERNAL MODULE: ./tmp/build/actions/sections/rollback.js + 3 modules
var sections_rollback = __webpack_require__(40569);
// EXTERNAL MODULE: ./tmp/build/actions/telling.js + 1 modules
var telling = __webpack_require__(92231);
;// CONCATENATED MODULE: ./tmp/build/actions/report.js









const nothing = { told: null, comments: [], revert: null, entry: "" };
const report_report = (0,action/* defineAction */.Q)({
    ...report/* reportSection */.i,
    summary: "Tell what happened to a release: on its pull requests, in the job summary, and by the pull request that reverts it.",
    outputs: {
        "comment-url": "Address of the comment on the newest pull request; empty where none was written.",
        comments: "The comments as a JSON list of `number` and `url`.",
        "revert-url": "Address of the pull request that reverts the release; empty where there is none.",
    },
    async run(task) {
        const deployment = await (0,actions_deployment/* openDeployment */.Q6)(task);
        const sections = (0,actions_deployment/* sectionsFor */.AD)(deployment, deployment.release.commit);
        const { application, environment } = deployment;
        try {
            const reported = await tell(deployment, sections);
            const { told } = reported;
            const summary = told === null ? renderNothing(application, environment) : renderReport(told);
            const telling = told === null ? null : await notify(deployment, sections, told);
            const failure = telling?.failure ?? null;
            const outputs = outputsOf({ ...reported, entry: telling?.lastEntry || reported.entry });
            return { outputs, summary, ...(failure === null ? {} : { failure }) };
        }
        catch (error) {
            if (!(error instanceof errors/* ServiceError */._7))
                throw error;
            task.effects.log.warn(`Nothing is reported: ${error.message}`);
            return { outputs: outputsOf(nothing), summary: `Nothing is reported: the journal could not be read.\n` };
        }
    },
});
async function tell(deployment, sections) {
    const { task, release } = deployment;
    const [item] = sections.settings.items(report/* reportSection */.i);
    const [rollback] = sections.settings.items(sections_rollback/* rollbackSection */.iU);
    const moment = item?.values.moment ?? null;
    return reportRelease(task.effects, {
        ...deployment,
        reverter: revertBranches(task.effects, task.common["github-token"]),
        asked: moment === null ? null : release,
        moment,
        comments: item?.values.comment ?? true,
        reverts: (rollback?.values["revert-pull-request"] ?? false) && (moment === null || moment === "ended"),
    });
}
function outputsOf({ told, comments, revert, entry }) {
    const written = comments.filter(({ url }) => url !== null).map(({ number, url }) => ({ number, url }));
    return {
        release: told?.release.commit ?? "",
        journal: entry,
        "comment-url": written[0]?.url ?? "",
        comments: JSON.stringify(written),
        "revert-url": revert?.url ?? "",
    };
}
async function notify(deployment, sections, { release, standing }) {
    const moments = {
        planned: "planned",
        running: "started",
        "not begun": "failed",
    };
    try {
        return await (0,telling/* tellPeople */.f)({ ...deployment, release }, sections, moments[standing] ?? null);
    }
    catch (error) {
        if (!(error instanceof errors/* ActionError */.lZ) || error instanceof errors/* CancelledError */.cc)
            throw error;
        deployment.task.effects.log.warn(`People were not told: ${error.message}`);
        return null;
    }
}


/***/ }),

/***/ 92231:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  f: () => (/* binding */ tellPeople)
});

// EXTERNAL MODULE: ./tmp/build/core/announcement.js
var announcement = __webpack_require__(59441);
// EXTERNAL MODULE: ./tmp/build/core/moments.js
var moments = __webpack_require__(7377);
// EXTERNAL MODULE: ./tmp/build/core/preflight.js
var preflight = __webpack_require__(59951);
// EXTERNAL MODULE: ./tmp/build/core/story.js
var core_story = __webpack_require__(76089);
// EXTERNAL MODULE: ./tmp/build/stages/free-entries.js
var free_entries = __webpack_require__(17605);
// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
// EXTERNAL MODULE: ./tmp/build/stages/ports/channel.js
var channel = __webpack_require__(51560);
// EXTERNAL MODULE: ./tmp/build/stages/writer.js
var writer = __webpack_require__(59789);
;// CONCATENATED MODULE: ./tmp/build/stages/notify.js





async function notify(effects, steps, news, journal) {
    const notices = [];
    for (const step of steps) {
        const notice = await notifyOne(effects, step, news, journal);
        notices.push(notice);
        if (notice.problem !== null)
            effects.log.warn(`${step.item} (\`${news.moment}\`): ${notice.problem}`);
    }
    return notices;
}
function missingMessages(steps, notices) {
    const required = new Set(steps.filter((step) => step.required).map(({ item }) => item));
    const missing = notices.filter(({ item, result }) => result === "undelivered" && required.has(item));
    if (missing.length === 0)
        return null;
    const told = missing.map(({ item, moment, problem }) => `${item} (\`${moment}\`): ${problem}`).join("; ");
    return new errors/* ServiceError */._7(`required messages were not delivered: ${told}`, {
        hint: "Run `notify` again once the receiver answers: what was delivered is not sent twice. The release itself is not changed by this.",
    });
}
async function notifyOne(effects, step, news, journal) {
    const { item, stableAfter, port } = step;
    const { moment, goodSince } = news;
    const wish = { item, moments: step.moments, known: port.moments, keepsOpen: port.keepsOpen };
    const telling = (0,moments/* whetherToTell */.m8)(wish, moment, journal);
    const notice = { item, moment, ref: null, problem: null };
    if (telling !== "tell" && telling !== "withdraw")
        return { ...notice, result: telling };
    const isStable = goodSince !== null && effects.now() - goodSince >= stableAfter;
    if (moment === "stable" && !isStable)
        return { ...notice, result: "not yet" };
    let ref = null;
    try {
        ({ ref } = await deliver(effects, step, news, { telling, journal }));
    }
    catch (error) {
        return { ...notice, result: "undelivered", problem: problemOf(effects, error) };
    }
    const told = { ...notice, result: telling === "withdraw" ? "withdrawn" : "told", ref };
    return runCommands(effects, step, news, { when: "after", journal }).then(() => told, (error) => ({ ...told, problem: `it was told, but afterwards: ${problemOf(effects, error)}` }));
}
function problemOf(effects, error) {
    effects.signal.throwIfAborted();
    if (!(error instanceof errors/* ActionError */.lZ))
        throw error;
    const parts = [error.message.replace(/\.$/, ""), error.hint ?? ""].filter((part) => part !== "");
    return effects.redact(parts.join(". "));
}
async function deliver(effects, step, news, { telling, journal }) {
    const { item, audience, channel } = step;
    const { moment, release } = news;
    await runCommands(effects, step, news, { when: "before", journal });
    const begun = journal.begun.find((one) => one.item === item && one.moment === moment);
    const isWithdrawal = telling === "withdraw";
    const isRepeated = begun !== undefined;
    const asked = { moment, audience, channel, isWithdrawal, isRepeated, delivery: begun?.delivery ?? null };
    const common = { deed: "notify", release, item, asked };
    const of = await journal.write({ ...common, phase: "intend" });
    effects.log.info(`Tell ${item} (${audience}) by ${channel}: \`${moment}\` of ${release.version}`);
    effects.log.event("notify", { item, moment, isWithdrawal, isRepeated });
    const sending = { news, isWithdrawal, isRepeated, delivery: begun?.delivery ?? of };
    try {
        const options = { ref: (0,moments/* refOf */.H8)(journal.told, item), timeout: step.timeout, signal: effects.signal };
        const receipt = await step.port.deliver(messageOf(effects, step, sending), options);
        await write(effects, journal, { ...common, of, phase: "done", after: (0,writer/* toJson */.aB)({ moment, ...receipt }) });
        return receipt;
    }
    catch (error) {
        await write(effects, journal, { ...common, of, phase: "failed", ...failure(effects, error) });
        throw error;
    }
}
async function write(effects, journal, draft) {
    await journal.write(draft).catch((error) => {
        effects.log.warn(`Journal: ${effects.redact(error.message)}; the message counts as not told`);
    });
}
function failure(effects, error) {
    const reason = String(error.message);
    if (error instanceof channel/* DeliveryError */.V) {
        return { reason, evidence: { status: error.status, isAmbiguous: error.isAmbiguous } };
    }
    return { reason, evidence: { status: null, isAmbiguous: true, isCancelled: effects.signal.aborted } };
}
function messageOf(effects, { template, stableAfter, audience }, { news, ...how }) {
    const { moment } = news;
    const told = Object.entries(news.facts).map(([name, text]) => [name, effects.redact(String(text))]);
    const facts = (0,announcement/* presentable */.KC)(Object.fromEntries(told));
    const at = new Date(effects.now()).toISOString();
    return { ...(0,announcement/* announce */.iP)({ moment, facts, stableAfter, template, ...how }), ...how, moment, audience, facts, at };
}
async function runCommands(effects, { item, hooks }, { release }, { when, journal }) {
    for (const words of hooks[when]) {
        effects.log.info(`Run ${words[0]} (notify ${when})`);
        const { code, stdout, stderr } = await effects.exec.run(words, {
            cwd: effects.folder,
            signal: effects.signal,
            ...(hooks.timeLimit === undefined ? {} : { timeout: hooks.timeLimit }),
        });
        if (stdout + stderr !== "")
            effects.log.detail(`${words[0]} (notify ${when})`, stdout + stderr);
        const asked = { command: words[0], when };
        await journal.write({ phase: "note", deed: "notify", release, item, asked, evidence: { code } });
    }
}

// EXTERNAL MODULE: ./tmp/build/actions/sections/notify.js + 12 modules
var sections_notify = __webpack_require__(3798);
;// CONCATENATED MODULE: ./tmp/build/actions/telling.js







const reach = 1000;
async function tellPeople(deployment, context, moment) {
    if (!context.settings.has("notify"))
        return { notices: [], lastEntry: "", failure: null };
    const steps = (0,sections_notify/* openNotify */.y)(context);
    const { journal, release } = deployment;
    const { state } = await journal.head();
    const entries = await journal.entries(reach);
    const story = (0,core_story/* tellStories */.x)(entries).find((one) => one.release.commit === release.commit);
    const notices = [];
    const writing = { lastEntry: "" };
    for (const each of moment === null ? (0,moments/* momentsOf */.Zn)(state, story, release.commit) : [moment]) {
        notices.push(...(await tellOne(deployment, steps, newsOf(deployment, each, state, story), { state, entries, writing })));
    }
    return { notices, lastEntry: writing.lastEntry, failure: missingMessages(steps, notices) };
}
function tellOne({ journal, task, release }, steps, news, { state, entries, writing }) {
    return notify(task.effects, steps, news, {
        ...(0,moments/* telltaleOf */.n4)(state, entries, release.commit),
        async write(draft) {
            writing.lastEntry = await (0,free_entries/* writeFreely */.l)(journal, task.effects, draft);
            return writing.lastEntry;
        },
    });
}
function newsOf({ application, environment, release, task }, moment, state, story) {
    const { live, open } = state;
    const { commit } = release;
    const record = story?.release ?? { ...release, slot: (0,preflight/* idleSlot */.f0)(state, null) };
    const failure = open?.commit === commit ? open.failure : null;
    return {
        moment,
        release: record,
        goodSince: live?.commit === commit && open === null ? Date.parse(live.at) : null,
        facts: {
            version: record.version,
            commit,
            environment,
            application,
            actor: story?.actor ?? task.effects.run.actor,
            reason: story?.reason ?? failure ?? "",
            url: task.effects.run.url ?? "",
            outcome: announcement/* outcomes */.KI[moment],
        },
    };
}


/***/ }),

/***/ 54688:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Az: () => (/* binding */ mermaidWord),
/* harmony export */   a4: () => (/* binding */ mermaid),
/* harmony export */   vH: () => (/* binding */ mermaidTime)
/* harmony export */ });
function mermaid(lines) {
    return ["```mermaid", ...lines, "```"];
}
function mermaidWord(text) {
    return [...text.replace(/[^\p{L}\p{N} ._/()-]+/gu, " ").replace(/-{2,}/g, "-")]
        .slice(0, 60)
        .join("")
        .replace(/\s+/g, " ")
        .trim();
}
function mermaidTime(at) {
    return new Date(at).toISOString().slice(0, -1);
}


/***/ }),

/***/ 76089:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   R: () => (/* binding */ isWorkOf),
/* harmony export */   x: () => (/* binding */ tellStories)
/* harmony export */ });
/* harmony import */ var _journal_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(67524);

const silent = new Set(["renew", "take-lease", "release-lease", "open", "publish"]);
function tellStories(entries) {
    const chapters = [];
    for (const entry of [...entries].reverse()) {
        const chapter = chapters.at(-1);
        if (entry.deed === "open" || isAdoption(entry))
            chapters.push([entry]);
        else if (chapter !== undefined && isOf(chapter, entry))
            chapter.push(entry);
    }
    return chapters.map(tellOne).reverse();
}
function isAdoption({ deed, asked }) {
    return deed === "mark-good" && asked?.adopted === true;
}
const ofTheLease = new Set(["renew", "take-lease", "release-lease"]);
function isWork({ deed }) {
    return !ofTheLease.has(deed) && !_journal_js__WEBPACK_IMPORTED_MODULE_0__/* .freeDeeds */ .Ye.includes(deed);
}
function isWorkOf({ workers }, id, of) {
    const part = (job) => job
        .split("/")
        .slice(0, of === "run" ? 1 : 2)
        .join("/");
    return workers.some((worker) => part(worker) === part(id));
}
function isOf([opening], { release }) {
    return release === null || release.commit === opening?.release?.commit;
}
function tellOne(entries) {
    const [opening] = entries;
    if (opening?.release == null)
        throw new Error("a story begins with an opened release");
    const end = entries.find(({ deed, phase }) => (deed === "mark-good" || deed === "close") && phase === "done");
    return {
        id: opening.id,
        release: opening.release,
        openedAt: opening.at,
        endedAt: end?.at ?? null,
        outcome: ending(end),
        actor: opening.run.actor,
        run: opening.run.url,
        workers: [...new Set(entries.filter(isWork).map(({ run }) => run.id))],
        reason: end?.reason ?? null,
        deeds: tellDeeds(entries),
    };
}
function ending(end) {
    if (end === undefined)
        return "open";
    if (end.deed === "mark-good")
        return "good";
    return end.after?.outcome === "superseded" ? "superseded" : "rolled back";
}
function tellDeeds(entries) {
    const answers = new Map(entries.filter(({ of }) => of !== null).map((entry) => [entry.of, entry]));
    return entries
        .filter(({ deed, of }) => !silent.has(deed) && of === null)
        .map((entry) => {
        const { deed, item, at, asked, phase } = entry;
        const answer = phase === "intend" ? answers.get(entry.id) : entry;
        return {
            deed,
            item,
            at,
            asked,
            outcome: outcomeOf(entry, answer),
            took: phase === "intend" && answer !== undefined ? Date.parse(answer.at) - Date.parse(at) : null,
            after: answer?.after ?? null,
            reason: answer?.reason ?? null,
            evidence: answer?.evidence ?? null,
        };
    });
}
function outcomeOf(entry, answer) {
    if (entry.phase === "note")
        return "noted";
    if (answer === undefined)
        return "running";
    return answer.phase === "failed" ? "failed" : "done";
}


/***/ }),

/***/ 17605:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   l: () => (/* binding */ writeFreely)
/* harmony export */ });
/* harmony import */ var _writer_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(59789);

async function writeFreely(journal, effects, draft) {
    const { entry } = await (0,_writer_js__WEBPACK_IMPORTED_MODULE_0__/* .appendDeciding */ .UE)(journal, await journal.head(), (state) => (0,_writer_js__WEBPACK_IMPORTED_MODULE_0__/* .fullEntry */ .aG)(draft, effects, state.epoch));
    return entry?.id ?? "";
}


/***/ })

};
