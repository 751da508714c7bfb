export const id = 17;
export const ids = [17];
export const modules = {

/***/ 2017:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  report: () => (/* binding */ report)
});

// EXTERNAL MODULE: ./tmp/build/core/markdown.js
var markdown = __webpack_require__(2343);
;// CONCATENATED MODULE: ./tmp/build/core/report.js

function renderReport(application, environment, story) {
    const title = `## ${(0,markdown/* plain */.pj)(application)} in ${(0,markdown/* plain */.pj)(environment)}`;
    if (story === undefined)
        return `${title}\n\nNo release has been deployed yet.\n`;
    const { release, outcome, openedAt, endedAt, actor, reason, deeds } = story;
    const took = endedAt === null ? "" : ` after ${(0,markdown/* readableTime */.GI)(Date.parse(endedAt) - Date.parse(openedAt))}`;
    const state = {
        good: "is live and verified good",
        "rolled back": "was **rolled back**",
        superseded: "was superseded before it changed a slot or traffic",
        open: "is **open**: not finished",
    }[outcome];
    return [
        title,
        "",
        `${(0,markdown/* code */.aY)(release.version)} (${(0,markdown/* code */.aY)(release.commit.slice(0, 12))}) in slot ${(0,markdown/* code */.aY)(release.slot)} ${state}${took}. Deployed by ${(0,markdown/* plain */.pj)(actor)}.`,
        ...(reason === null ? [] : ["", `Why: ${(0,markdown/* plain */.pj)(reason)}`]),
        "",
        ...(0,markdown/* table */.tp)(["Deed", "Result", "Time", "Details"], deeds.map(row)),
        "",
    ].join("\n");
}
function row(deed) {
    const name = deed.item === null ? deed.deed : `${deed.deed} (${(0,markdown/* plain */.pj)(deed.item)})`;
    const time = deed.took === null ? "" : (0,markdown/* readableTime */.GI)(deed.took);
    return [name, resultOf(deed), time, (0,markdown/* plain */.pj)(detailsOf(deed))];
}
function resultOf({ deed, outcome, after }) {
    if (deed === "verdict")
        return String(field(after, "verdict"));
    if (deed === "check")
        return field(after, "passed") === true ? "passed" : "**failed**";
    return { done: "done", failed: "**failed**", running: "not finished", noted: "" }[outcome];
}
function detailsOf({ deed, outcome, asked, after, reason, evidence }) {
    if (outcome === "failed" || (reason !== null && deed !== "close"))
        return reason ?? "";
    switch (deed) {
        case "backup":
            return `${field(after, "name")}: restored and equal, ${field(after, "rows")} rows, ${field(after, "bytes")} bytes, restore took ${field(after, "restoreTook")} ms`;
        case "migrate":
            return migrationDetails(asked);
        case "set-weight":
            return `${field(after, "weight")} % to slot ${field(asked, "slot")}`;
        case "check":
            return `${Array.isArray(evidence) ? evidence.length : 0} checks, ${field(after, "target")} slot`;
        case "prepare":
        case "start":
        case "stop":
        case "promote":
            return `slot ${field(asked, "slot")}`;
        default:
            return "";
    }
}
function migrationDetails(asked) {
    const versions = field(asked, "versions");
    if (!Array.isArray(versions) || versions.length === 0)
        return "nothing was pending";
    return `${versions.join(", ")}: ${field(asked, "verdict")}`;
}
function field(value, name) {
    return typeof value === "object" && value !== null ? value[name] : undefined;
}

;// CONCATENATED MODULE: ./tmp/build/core/story.js
const silent = new Set(["renew", "take-lease", "release-lease", "open"]);
function tellStories(entries) {
    const chapters = [];
    for (const entry of [...entries].reverse()) {
        if (entry.deed === "open")
            chapters.push([entry]);
        else
            chapters.at(-1)?.push(entry);
    }
    return chapters.map(tellOne).reverse();
}
function tellOne(entries) {
    const [opening] = entries;
    if (opening?.release == null)
        throw new Error("a story begins with an opened release");
    const end = entries.find(({ deed, phase }) => (deed === "mark-good" || deed === "close") && phase === "done");
    return {
        release: opening.release,
        openedAt: opening.at,
        endedAt: end?.at ?? null,
        outcome: ending(end),
        actor: opening.run.actor,
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

// EXTERNAL MODULE: ./tmp/build/kit/action.js
var action = __webpack_require__(1839);
// EXTERNAL MODULE: ./tmp/build/actions/deployment.js + 13 modules
var actions_deployment = __webpack_require__(1903);
;// CONCATENATED MODULE: ./tmp/build/actions/report.js




const reach = 1000;
const report = (0,action/* defineAction */.Q)({
    name: "report",
    isRepeatable: false,
    adapters: [],
    inputs: {},
    summary: "Tell what happened to the newest release, from the journal, as one Markdown summary.",
    outputs: { "comment-url": "Address of the pull-request comment; empty where none was written." },
    async run(task) {
        const deployment = await (0,actions_deployment/* openDeployment */.Q6)(task);
        const [story] = tellStories(await deployment.journal.entries(reach));
        const summary = renderReport(deployment.application, deployment.environment, story);
        return { outputs: { release: story?.release.commit ?? "", "comment-url": "" }, summary };
    },
});


/***/ })

};
