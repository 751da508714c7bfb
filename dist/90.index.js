export const id = 90;
export const ids = [90];
export const modules = {

/***/ 83090:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  backupsList: () => (/* binding */ backupsList)
});

// EXTERNAL MODULE: ./tmp/build/core/backup.js
var backup = __webpack_require__(10240);
// EXTERNAL MODULE: ./tmp/build/core/drill.js
var drill = __webpack_require__(55197);
// EXTERNAL MODULE: ./tmp/build/core/markdown.js
var markdown = __webpack_require__(22343);
// EXTERNAL MODULE: ./tmp/build/core/readable.js
var readable = __webpack_require__(3642);
;// CONCATENATED MODULE: ./tmp/build/core/backup-sheet.js




const levelWords = {
    size: "NOT proven (size)",
    checksum: "NOT proven (checksum)",
    structure: "NOT proven (read to its end)",
    restored: "restored, counts equal",
    rows: "restored, every row equal",
};
const setHead = ["Backup", "Made", "Age", "Items", "Proven", "Size", "Restore", "Commit", "Stays because"];
const drillHead = ["Item", "Last drill", "Result", "Restore"];
function backupSheet(facts, format) {
    return format === "text" ? asText(facts) : asMarkdown(facts);
}
function asText(facts) {
    const { drills = [] } = facts;
    return [
        ...(facts.sets.length === 0 ? [nothing] : columns(setHead, setRows(facts, markdown/* tame */.aM))),
        ...(drills.length === 0 ? [] : ["", ...columns(drillHead, drillRows(facts, markdown/* tame */.aM))]),
        "",
        ...remarks(facts).map(markdown/* tame */.aM),
    ].join("\n");
}
function asMarkdown(facts) {
    const { drills = [] } = facts;
    return [
        "## Backups",
        "",
        ...(facts.sets.length === 0 ? [nothing] : (0,markdown/* table */.tp)(setHead, setRows(facts, markdown/* plain */.pj, markdown/* code */.aY).slice(0, mostRows))),
        ...(facts.sets.length > mostRows ? ["", `${facts.sets.length - mostRows} older ones are not shown.`] : []),
        ...(drills.length === 0 ? [] : ["", ...(0,markdown/* table */.tp)(drillHead, drillRows(facts, markdown/* plain */.pj, markdown/* code */.aY))]),
        "",
        ...remarks(facts).map(markdown/* prose */.CS),
        "",
    ].join("\n");
}
const mostRows = 200;
const nothing = "No store of the section holds a backup of this application and environment.";
function setRows(facts, safe, name = safe) {
    const reasons = reasonsOf(facts);
    return newestFirst(facts).map((set) => {
        const { parts, createdAt, commit, level, madeBefore } = set;
        const sum = (count) => parts.reduce((all, part) => all + count(part), 0);
        const restore = sum(({ took }) => took.restore + took.census);
        return [
            name(set.name),
            safe(moment(createdAt)),
            age(createdAt, facts.now),
            safe(parts.map((part) => (part.level === level ? part.item : `${part.item} (${part.level})`)).join(", ")),
            madeBefore === undefined ? levelWords[level] : `${levelWords[level]}; the state before a ${madeBefore}`,
            (0,readable/* readableBytes */.IV)(sum(({ bytes }) => bytes)),
            (0,backup/* isProven */.nn)(level) ? span(restore) : "not measured",
            commit === "" ? "" : name(commit.slice(0, 8)),
            safe(reasons(set)),
        ];
    });
}
function drillRows({ drills = [], now }, safe, name = safe) {
    return drills.map(({ item, backup, at, passed, restoreTook }) => [
        safe(item),
        `${name(backup)}, ${age(at, now)} ago`,
        passed ? "passed" : "FAILED",
        passed ? span(restoreTook) : "",
    ]);
}
function reasonsOf(facts) {
    const { protectedNames = [] } = facts;
    const lastProven = newestFirst(facts).find(backup/* isReliable */.B9);
    return (set) => [
        ...(set === lastProven ? ["the last verified backup"] : []),
        ...(protectedNames.includes(set.name) ? ["an open or live release goes back to it"] : []),
    ].join(", ");
}
function remarks({ sets, now, drills = [] }) {
    const failed = drills.filter(({ passed }) => !passed).map(({ item }) => item);
    return [
        `${(0,drill/* judgeAge */.n)(sets, { now, maxAge: null }).told}.`,
        ...(failed.length === 0 ? [] : [`The last drill of ${failed.join(", ")} has FAILED: do not rely on it.`]),
        "`Restore` is what restoring and counting took when it was tried out.",
    ];
}
function newestFirst({ sets }) {
    return [...sets].sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
}
function moment(at) {
    const milliseconds = Date.parse(at);
    if (Number.isNaN(milliseconds))
        return at;
    return `${new Date(milliseconds).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
function age(at, now) {
    const milliseconds = now - Date.parse(at);
    if (Number.isNaN(milliseconds))
        return "unknown";
    return milliseconds < 0 ? "from the future" : (0,readable/* readableSpan */.nz)(milliseconds);
}
function span(milliseconds) {
    return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : (0,readable/* readableSpan */.nz)(milliseconds);
}
function columns(head, rows) {
    const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => [...(row[i] ?? "")].length)));
    const padded = (cell, i) => cell + " ".repeat(Math.max(0, (widths[i] ?? 0) - [...cell].length));
    return [head, ...rows].map((row) => row.map(padded).join("  ").trimEnd());
}

// EXTERNAL MODULE: ./tmp/build/kit/action.js
var action = __webpack_require__(1839);
// EXTERNAL MODULE: ./tmp/build/kit/fields.js
var fields = __webpack_require__(42356);
// EXTERNAL MODULE: ./tmp/build/stages/prune-backups.js + 2 modules
var prune_backups = __webpack_require__(79360);
// EXTERNAL MODULE: ./tmp/build/stages/stored-set.js
var stored_set = __webpack_require__(69452);
// EXTERNAL MODULE: ./tmp/build/actions/deployment.js + 1 modules
var actions_deployment = __webpack_require__(79681);
// EXTERNAL MODULE: ./tmp/build/actions/sections/backup.js + 8 modules
var sections_backup = __webpack_require__(97312);
;// CONCATENATED MODULE: ./tmp/build/actions/terminal/backups-list.js







const inputs = {
    format: (0,fields/* choice */.Yq)({
        choices: ["text", "markdown"],
        default: "text",
        description: "`text` for the terminal, `markdown` for a page of GitHub.",
    }),
};
const backupsList = (0,action/* defineAction */.Q)({
    name: "backups-list",
    isRepeatable: false,
    adapters: [],
    inputs,
    summary: "List the backups in the stores: when, what, how far proven, how long a restore took.",
    outputs: {},
    async run(task) {
        const deployment = await (0,actions_deployment/* openDeployment */.Q6)(task);
        const context = (0,actions_deployment/* sectionsFor */.AD)(deployment, deployment.release.commit);
        const [item] = context.settings.items(backupsList);
        const sets = await (0,stored_set/* storedSets */.T)((0,sections_backup/* dumpSteps */.y1)(context), deployment, task.effects);
        const { state } = await deployment.journal.head();
        const facts = {
            sets,
            now: task.effects.now(),
            protectedNames: (0,prune_backups/* protectedSets */.e)(state),
            drills: state.drills ?? [],
        };
        const summary = backupSheet(facts, item?.values.format ?? "text");
        return { outputs: { backups: JSON.stringify(sets) }, summary };
    },
});


/***/ }),

/***/ 55197:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ judgeDrill),
/* harmony export */   n: () => (/* binding */ judgeAge)
/* harmony export */ });
/* harmony import */ var _backup_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(10240);
/* harmony import */ var _readable_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3642);


const clockSkew = 5 * 60_000;
function judgeAge(sets, { now, maxAge }) {
    const proven = sets.filter(_backup_js__WEBPACK_IMPORTED_MODULE_1__/* .isReliable */ .B9).map(({ name, createdAt }) => ({ name, age: ageOf(createdAt, now) }));
    const strange = proven.filter(({ age }) => age === null).map(({ name }) => `\`${name}\``);
    const dated = proven.flatMap(({ name, age }) => (age === null ? [] : [{ name, age }]));
    const aside = strange.length === 0 ? "" : ` (not counted, because of their date: ${strange.join(", ")}; look at the clocks)`;
    const [newest] = dated.sort((a, b) => a.age - b.age);
    if (newest === undefined) {
        const told = `There is no verified backup${aside}`;
        const problem = `there is no verified backup${aside}: run \`backup\` now`;
        return { seconds: null, told, problem: maxAge === null ? null : problem };
    }
    const { name, age } = newest;
    const told = `The newest verified backup is \`${name}\`, ${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableSpan */ .nz)(age)} old${aside}`;
    return {
        seconds: Math.floor(age / 1000),
        told,
        problem: tooOld(`the newest verified backup, \`${name}\`,`, age, maxAge, aside),
    };
}
function tooOld(what, age, maxAge, aside) {
    if (maxAge === null || age <= maxAge)
        return null;
    return `${what} is ${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableSpan */ .nz)(age)} old, and ${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableSpan */ .nz)(maxAge)} are allowed${aside}`;
}
function ageOf(at, now) {
    const age = now - Date.parse(at);
    return age >= -clockSkew ? Math.max(0, age) : null;
}
function judgeDrill(drills, { item, now, maxAge }) {
    const own = drills.filter((drill) => drill.item === item);
    const [last] = own.sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
    const no = (why) => {
        const problem = `${why}: restore it into a scratch database now (\`drill\`)`;
        return { seconds: null, told: `${item}: ${why}`, problem: maxAge === null ? null : problem };
    };
    if (last === undefined)
        return no(`no restore of ${item} was ever tried out`);
    const age = ageOf(last.at, now);
    if (age === null)
        return no(`the last drill of ${item} has an impossible date (${last.at})`);
    if (!last.passed)
        return no(`the last drill of ${item}, of \`${last.backup}\`, has failed ${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableSpan */ .nz)(age)} ago`);
    const told = `${item}: \`${last.backup}\` was restored ${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableSpan */ .nz)(age)} ago, with success`;
    return { seconds: Math.floor(age / 1000), told, problem: tooOld(`the last drill of ${item}`, age, maxAge, "") };
}


/***/ })

};
