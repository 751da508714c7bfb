export const id = 595;
export const ids = [595];
export const modules = {

/***/ 87595:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  stats: () => (/* binding */ stats)
});

;// CONCATENATED MODULE: ./tmp/build/core/dora.js
const enough = 3;
const day = 86_400_000;
function deliveries(stories, committedAt) {
    return stories.flatMap((story) => {
        const { release, outcome, endedAt } = story;
        if (endedAt === null || (outcome !== "good" && outcome !== "rolled back"))
            return [];
        const ended = Date.parse(endedAt);
        const committed = committedAt.get(release.commit);
        const isGood = outcome === "good" && !failedLater(story);
        const end = isGood ? "good" : outcome === "good" || hadTraffic(story) ? "failed" : "caught";
        return [
            {
                ...{ version: release.version, commit: release.commit, endedAt: ended, end },
                lead: outcome === "good" && committed !== undefined && committed <= ended ? ended - committed : null,
                restore: end === "failed" && outcome === "rolled back" ? restoreTime(story) : null,
            },
        ];
    });
}
function hadTraffic({ deeds }) {
    return deeds.some((deed) => deed.deed === "set-weight" && weightOf(deed) > 0);
}
function failedLater({ deeds }) {
    return deeds.some(({ deed, after }) => deed === "watch" && after?.passed === false);
}
function weightOf({ after, asked }) {
    const weight = (part) => part?.weight;
    const found = weight(after) ?? weight(asked);
    return typeof found === "number" ? found : 0;
}
function restoreTime({ deeds, endedAt }) {
    const at = (deed) => Date.parse(deed.at);
    const doneAt = (deed) => at(deed) + (deed.took ?? 0);
    const back = deeds.find((deed) => deed.deed === "set-weight" && weightOf(deed) === 0 && deed.outcome === "done");
    const restored = back === undefined ? Date.parse(endedAt ?? "") : doneAt(back);
    const sign = deeds.find(isSign);
    if (sign !== undefined && at(sign) <= restored)
        return restored - at(sign);
    const set = deeds.findLast((deed) => deed.deed === "set-weight" && weightOf(deed) > 0 && at(deed) <= restored);
    return set === undefined ? null : Math.max(0, restored - doneAt(set));
}
function isSign({ deed, outcome, after }) {
    const said = after;
    if (deed === "verdict")
        return said?.verdict === "fail";
    if (deed === "check")
        return said?.passed === false;
    return outcome === "failed" && deed !== "notify";
}
function doraOf(all, { now, since }) {
    const from = now - since;
    const recent = all.filter(({ endedAt }) => endedAt > from && endedAt <= now);
    const count = (end) => recent.filter((delivery) => delivery.end === end).length;
    const [good, failed] = [count("good"), count("failed")];
    const served = good + failed;
    const spreadBy = (name) => spread(recent.flatMap((delivery) => delivery[name] ?? []));
    return {
        ...{ from, to: now, good, failed, caught: count("caught") },
        perWeek: served < enough ? null : good / (since / (7 * day)),
        lead: spreadBy("lead"),
        failureRate: served < enough ? null : (failed / served) * 100,
        restore: spreadBy("restore"),
        weeks: weeksOf(recent, from, now),
    };
}
function spread(values) {
    if (values.length < enough)
        return null;
    const sorted = [...values].sort((a, b) => a - b);
    const upTo = (share) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
    const middle = sorted.length / 2;
    const median = sorted.length % 2 === 1 ? upTo(0.5) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
    return { count: sorted.length, median, p90: upTo(0.9) };
}
function weeksOf(recent, from, now) {
    const count = Math.min(53, Math.max(1, Math.ceil((now - from) / (7 * day))));
    return [...Array(count).keys()].reverse().map((ago) => {
        const to = now - ago * 7 * day;
        const own = recent.filter(({ endedAt }) => endedAt <= to && endedAt > to - 7 * day);
        const number = (end) => own.filter((delivery) => delivery.end === end).length;
        return { from: to - 7 * day, good: number("good"), failed: number("failed") };
    });
}

// EXTERNAL MODULE: ./tmp/build/core/markdown.js
var markdown = __webpack_require__(22343);
// EXTERNAL MODULE: ./tmp/build/core/readable.js
var readable = __webpack_require__(3642);
// EXTERNAL MODULE: ./tmp/build/core/report/mermaid.js
var mermaid = __webpack_require__(54688);
;// CONCATENATED MODULE: ./tmp/build/core/dora-sheet.js




const dora_sheet_day = 86_400_000;
function doraText(dora, { application, environment }) {
    const rows = figures(dora);
    const width = Math.max(...rows.map(([name = ""]) => name.length));
    return [
        `${application} in ${environment}, ${dora_sheet_window(dora)}`,
        "",
        ...rows.map(([name = "", value = "", rest = ""]) => `${name.padEnd(width)}  ${value.padEnd(28)}  ${rest}`.trimEnd()),
        "",
        ...bars(dora.weeks),
        "",
        ...remarks(dora),
    ].join("\n");
}
function doraMarkdown(dora, { application, environment }) {
    const listed = (values) => `[${values.join(", ")}]`;
    const { weeks } = dora;
    return [
        `## Deliveries of ${(0,markdown/* plain */.pj)(application)} to ${(0,markdown/* plain */.pj)(environment)}`,
        "",
        ...(0,markdown/* table */.tp)(["Figure", dora_sheet_window(dora), "Rests on"], figures(dora)),
        "",
        ...(0,mermaid/* mermaid */.a4)([
            "xychart-beta",
            '  title "Releases per week: good (bars), failed (line)"',
            `  x-axis ${listed(weeks.map(({ from }) => `"${dateOf(from)}"`))}`,
            `  y-axis "releases" 0 --> ${Math.max(1, ...weeks.map(({ good, failed }) => Math.max(good, failed)))}`,
            `  bar ${listed(weeks.map(({ good }) => good))}`,
            `  line ${listed(weeks.map(({ failed }) => failed))}`,
        ]),
        "",
        ...(0,markdown/* table */.tp)(["Week from", "Good", "Failed"], weeks.map(({ from, good, failed }) => [dateOf(from), `${good}`, `${failed}`])),
        "",
        ...remarks(dora),
        "",
    ].join("\n");
}
function dora_sheet_window({ from, to }) {
    const days = (to - from) / dora_sheet_day;
    return `last ${days >= 1 ? `${Math.round(days * 10) / 10} days` : (0,readable/* readableSpan */.nz)(to - from)}`;
}
function figures({ good, failed, perWeek, lead, failureRate, restore }) {
    const releases = `${good + failed} releases`;
    const spread = (value) => value === null ? `not enough` : `${(0,readable/* readableSpan */.nz)(value.median)} (p90 ${(0,readable/* readableSpan */.nz)(value.p90)})`;
    const count = (value) => (value === null ? `fewer than ${enough}` : `${value.count}`);
    return [
        ["deployment frequency", perWeek === null ? "not enough" : `${round(perWeek)} per week`, releases],
        ["lead time (median)", spread(lead), `${count(lead)} releases`],
        ["change failure rate", failureRate === null ? "not enough" : `${round(failureRate)} %`, releases],
        ["time to restore (median)", spread(restore), `${count(restore)} failures`],
    ];
}
function remarks({ good, failed, caught }) {
    return [
        `${good} verified good, ${failed} failed with traffic on them, ${caught} taken back before any traffic.`,
        `Lead time counts from the commit to verified good; a figure needs at least ${enough}. Open and superseded releases do not count.`,
    ];
}
const longestBar = 40;
function bars(weeks) {
    const most = Math.max(1, ...weeks.map(({ good, failed }) => good + failed));
    const scale = Math.min(1, longestBar / most);
    const bar = (count, sign) => sign.repeat(count === 0 ? 0 : Math.max(1, Math.round(count * scale)));
    return [
        "week from   good █  failed ▒",
        ...weeks.map(({ from, good, failed }) => {
            const told = good + failed === 0 ? "" : ` ${good}${failed === 0 ? "" : ` + ${failed}`}`;
            return `${dateOf(from)}  ${bar(good, "█")}${bar(failed, "▒")}${told}`.trimEnd();
        }),
    ];
}
function dateOf(at) {
    return new Date(at).toISOString().slice(0, 10);
}
function round(value) {
    return Math.round(value * 10) / 10;
}

// EXTERNAL MODULE: ./tmp/build/core/story.js
var story = __webpack_require__(76089);
// EXTERNAL MODULE: ./tmp/build/kit/action.js
var action = __webpack_require__(1839);
// EXTERNAL MODULE: ./tmp/build/kit/fields.js
var fields = __webpack_require__(42356);
// EXTERNAL MODULE: ./tmp/build/actions/deployment.js + 1 modules
var actions_deployment = __webpack_require__(79681);
;// CONCATENATED MODULE: ./tmp/build/actions/terminal/stats.js






const inputs = {
    since: (0,fields/* duration */.p0)({ default: "90d", description: "How far to look back: `30d`, `90d`." }),
    format: (0,fields/* choice */.Yq)({
        choices: ["text", "markdown"],
        default: "text",
        description: "`text` for the terminal, `markdown` for a page of GitHub.",
    }),
};
const stats = (0,action/* defineAction */.Q)({
    name: "stats",
    isRepeatable: false,
    adapters: [],
    inputs,
    summary: "Show how often, how fast and how safely releases went out, from the journal.",
    outputs: {},
    async run(task) {
        const deployment = await (0,actions_deployment/* openDeployment */.Q6)(task);
        const [item] = task.configure(deployment.release.commit).items(stats);
        const since = item?.values.since ?? 0;
        const now = task.effects.now();
        const stories = (0,story/* tellStories */.x)(await entriesSince(deployment.journal, now - since));
        const facts = await deployment.repository.commitFacts([...new Set(stories.map(({ release }) => release.commit))]);
        const dora = doraOf(deliveries(stories, new Map(facts.map(({ commit, at }) => [commit, at]))), { now, since });
        const render = item?.values.format === "markdown" ? doraMarkdown : doraText;
        return { outputs: { stats: JSON.stringify(dora) }, summary: render(dora, deployment) };
    },
});
async function entriesSince(journal, from) {
    for (let reach = 2000;; reach *= 8) {
        const entries = await journal.entries(reach);
        const oldest = entries.at(-1);
        if (entries.length < reach || oldest === undefined || Date.parse(oldest.at) < from)
            return entries;
    }
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


/***/ })

};
