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
// EXTERNAL MODULE: ./tmp/build/actions/sections/backup.js + 31 modules
var sections_backup = __webpack_require__(60137);
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


/***/ }),

/***/ 79360:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  e: () => (/* binding */ protectedSets),
  A: () => (/* binding */ pruneBackups)
});

// EXTERNAL MODULE: ./tmp/build/core/backup.js
var backup = __webpack_require__(10240);
;// CONCATENATED MODULE: ./tmp/build/core/periods.js
const day = 86_400_000;
const periods = [
    { rule: "daily", name: "day", keyOf: (at) => isoDate(at) },
    { rule: "weekly", name: "week", keyOf: isoWeek },
    { rule: "monthly", name: "month", keyOf: (at) => isoDate(at).slice(0, 7) },
    { rule: "yearly", name: "year", keyOf: (at) => isoDate(at).slice(0, 4) },
];
function isoWeek(at) {
    const weekday = (new Date(at).getUTCDay() + 6) % 7;
    const thursday = new Date(at + (3 - weekday) * day);
    const year = thursday.getUTCFullYear();
    const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / day / 7) + 1;
    return `${year}-W${String(week).padStart(2, "0")}`;
}
function isoDate(at) {
    return new Date(at).toISOString().slice(0, 10);
}

// EXTERNAL MODULE: ./tmp/build/core/readable.js
var readable = __webpack_require__(3642);
;// CONCATENATED MODULE: ./tmp/build/core/retention.js



function hasRules(rules) {
    return Object.values(rules).some((rule) => rule !== undefined);
}
function decideRetention(asked) {
    const { own, now, rules } = asked;
    const ours = asked.sets
        .filter(({ application, environment }) => application === own.application && environment === own.environment)
        .sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt) || (a.name < b.name ? 1 : -1));
    const refusals = [...brokenRules(rules), ...brokenClocks(ours, now)];
    const reasons = refusals.length > 0 ? new Map() : reasonsToKeep(ours, asked);
    const judged = ours.map((set) => {
        const { name, createdAt } = set;
        const found = reasons.get(set) ?? [];
        if (refusals.length > 0)
            return { name, createdAt, stays: true, why: "nothing is removed now" };
        if (found.length > 0)
            return { name, createdAt, stays: true, why: found.join(", ") };
        const kind = (0,backup/* isProven */.nn)(set.level) ? "" : ", and it is not verified";
        const age = (0,readable/* readableSpan */.nz)(now - Date.parse(createdAt));
        return { name, createdAt, stays: false, why: `no rule keeps it: it is ${age} old${kind}` };
    });
    const told = (stays) => judged.filter((one) => one.stays === stays).map(({ name, createdAt, why }) => ({ name, createdAt, why }));
    return { keep: told(true), remove: told(false).reverse(), refusals };
}
function reasonsToKeep(ours, asked) {
    const reasons = new Map();
    const add = (sets, why) => {
        for (const set of sets) {
            reasons.set(set, [...(reasons.get(set) ?? []), typeof why === "string" ? why : why(set)]);
        }
    };
    if (!hasRules(asked.rules)) {
        add(ours, "no rule removes anything");
        return reasons;
    }
    add(ours.slice(0, 1), "the newest");
    for (const item of itemsOf(ours)) {
        const of = item === wholeSet ? "" : ` of ${item}`;
        add(ours.filter((set) => isProvenIn(set, item)).slice(0, 1), `the last verified backup${of}`);
    }
    const { protectedNames = [] } = asked;
    add(ours.filter(({ name }) => protectedNames.includes(name)), "an open or live release goes back to it");
    for (const { sets, why } of keptByRules(ours, asked))
        add(sets, why);
    return reasons;
}
function keptByRules(ours, { rules, now }) {
    const { keep, keepLast } = rules;
    const proven = ours.filter(backup/* isReliable */.B9);
    return [
        ...(keep === undefined
            ? []
            : [
                {
                    sets: ours.filter(({ createdAt }) => now - Date.parse(createdAt) <= keep),
                    why: `younger than ${(0,readable/* readableSpan */.nz)(keep)}`,
                },
            ]),
        ...(keepLast === undefined
            ? []
            : [
                {
                    sets: ours.filter((set, i) => ((0,backup/* isReliable */.B9)(set) ? proven.indexOf(set) : i) < keepLast),
                    why: `one of the last ${keepLast}`,
                },
            ]),
        ...periods.map(({ rule, name, keyOf }) => ({
            sets: newestOfEach(proven, keyOf).slice(0, rules[rule] ?? 0),
            why: ({ createdAt }) => `the newest of its ${name} (${keyOf(Date.parse(createdAt))})`,
        })),
    ];
}
function newestOfEach(newestFirst, keyOf) {
    const seen = new Set();
    return newestFirst.filter(({ createdAt }) => {
        const key = keyOf(Date.parse(createdAt));
        const isFirst = !seen.has(key);
        seen.add(key);
        return isFirst;
    });
}
const wholeSet = Symbol("whole set");
function itemsOf(sets) {
    return [wholeSet, ...new Set(sets.flatMap(({ parts = [] }) => parts.map(({ item }) => item)))];
}
function isProvenIn({ level, madeBefore, parts = [] }, item) {
    if (madeBefore !== undefined)
        return false;
    return item === wholeSet ? (0,backup/* isProven */.nn)(level) : parts.some((part) => part.item === item && (0,backup/* isProven */.nn)(part.level));
}
function brokenRules(rules) {
    return Object.entries(rules)
        .filter(([, rule]) => rule !== undefined && !(rule >= 0))
        .map(([name, rule]) => `the rule \`${name}\` is ${rule}, which is no number of anything: correct it`);
}
function brokenClocks(newestFirst, now) {
    const undated = newestFirst.filter(({ createdAt }) => Number.isNaN(Date.parse(createdAt)));
    if (undated.length > 0) {
        return undated.map(({ name, createdAt }) => `\`${name}\` has no date (${createdAt}): look at its manifest`);
    }
    const [newest] = newestFirst;
    if (newest === undefined)
        return [];
    const ahead = Date.parse(newest.createdAt) - now;
    if (ahead <= 0)
        return [];
    return [
        `clock jump: \`${newest.name}\` was made at ${newest.createdAt}, ${(0,readable/* readableSpan */.nz)(ahead)} after what the clock of this machine shows. Set the clocks right; if it was the other machine's, remove that backup by hand`,
    ];
}

// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
;// CONCATENATED MODULE: ./tmp/build/stages/prune-backups.js


async function pruneBackups(context, steps) {
    const removed = [];
    const stores = new Map(steps.map(({ store }) => [store.port.location, store.port]));
    for (const store of stores.values()) {
        const rules = steps.filter((step) => step.store.port.location === store.location).map((step) => step.retention);
        if (rules.every(hasRules))
            removed.push(...(await pruneStore(context, store, rules).catch(restated)));
    }
    return removed;
}
function protectedSets({ open, live }) {
    return [open, live].flatMap((release) => release?.backupSets ?? []);
}
function restated(error) {
    if (error instanceof errors/* ActionError */.lZ) {
        error.message = `the new backup is there, but old ones could not be removed: ${error.message}`;
    }
    throw error;
}
async function pruneStore(context, store, wanted) {
    const { session, effects, application, environment } = context;
    const sets = await store.list();
    const asked = { sets, own: { application, environment }, now: effects.now() };
    const protectedNames = protectedSets(session.state);
    const decisions = wanted.map((rules) => decideRetention({ ...asked, rules, protectedNames }));
    const refusals = new Set(decisions.flatMap((decision) => decision.refusals));
    for (const refusal of refusals)
        effects.log.warn(`No old backup is removed: ${refusal}`);
    const kept = new Set(decisions.flatMap(({ keep }) => keep.map(({ name }) => name)));
    const names = (decisions[0]?.remove ?? []).map(({ name }) => name).filter((name) => !kept.has(name));
    if (names.length === 0)
        return [];
    const intent = {
        doing: `Remove ${names.length} old backups from ${store.location}; ${kept.size} stay`,
        deed: "prune",
        asked: { names, location: store.location },
    };
    await session.mutate(intent, async () => {
        for (const name of names) {
            session.signal.throwIfAborted();
            await store.remove(name);
        }
        const left = new Set((await store.list()).map(({ name }) => name));
        return { removed: names.filter((name) => !left.has(name)) };
    });
    return names;
}


/***/ }),

/***/ 69452:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   S3: () => (/* binding */ itemsOf),
/* harmony export */   SE: () => (/* binding */ chooseSet),
/* harmony export */   T: () => (/* binding */ storedSets),
/* harmony export */   VN: () => (/* binding */ newestOfEach),
/* harmony export */   nd: () => (/* binding */ holdsProof)
/* harmony export */ });
/* harmony import */ var _core_backup_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(10240);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(13134);


async function storedSets(steps, { application, environment }, { log }) {
    const stores = storesOf(steps);
    const sets = new Map();
    const places = new Map();
    for (const store of stores) {
        const found = await store.list((problem) => log.warn(`A backup in ${store.location} is passed over: ${problem}`));
        for (const set of found) {
            if (set.application !== application || set.environment !== environment)
                continue;
            sets.set(set.name, set);
            places.set(set.name, (places.get(set.name) ?? new Set()).add(store.location));
        }
    }
    const isWhole = ({ name, parts }) => {
        const lost = stores.find(({ location }) => parts.some(({ store }) => store === location) && !places.get(name)?.has(location));
        if (lost !== undefined)
            log.warn(`Backup ${name} is passed over: ${lost.location} does not hold its part of it`);
        return lost === undefined;
    };
    const whole = [...sets.values()].filter(isWhole);
    return whole.sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
}
function newestOfEach(sets, items) {
    const chosen = new Map();
    for (const item of items) {
        const set = sets.find((candidate) => holdsProof(candidate, item));
        if (set === undefined)
            throw nothingOf(item);
        chosen.set(set, [...(chosen.get(set) ?? []), item]);
    }
    return [...chosen].map(([set, held]) => ({ set, items: held }));
}
function holdsProof({ madeBefore, parts }, item) {
    return madeBefore === undefined && parts.some((part) => part.item === item && (0,_core_backup_js__WEBPACK_IMPORTED_MODULE_1__/* .isProven */ .nn)(part.level));
}
function nothingOf(item) {
    return new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .dz([{ where: "backup", what: `there is no verified backup of \`${item}\`` }], {
        hint: "Run `backup` first; `deploy-actions backups list` shows what is there.",
    });
}
function storesOf(steps) {
    return [...new Map(steps.map(({ store }) => [store.port.location, store.port])).values()];
}
function chooseSet(sets, name) {
    const found = name === "newest" ? sets.find(_core_backup_js__WEBPACK_IMPORTED_MODULE_1__/* .isReliable */ .B9) : sets.find((set) => set.name === name);
    if (found !== undefined)
        return found;
    const what = name === "newest" ? "there is no verified backup" : `there is no backup \`${name}\``;
    const known = sets.slice(0, 5).map((set) => `\`${set.name}\``);
    const hint = known.length === 0
        ? "No store of the section holds a backup of this application and environment: run `backup` first."
        : `The newest are ${known.join(", ")}; \`deploy-actions backups list\` shows all.`;
    throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .dz([{ where: "backup", what }], { hint });
}
function itemsOf(set, steps, only) {
    const wanted = set.parts.filter(({ item }) => only === undefined || item === only);
    const problems = wanted.length === 0 ? [`\`${set.name}\` holds no item \`${only ?? ""}\``] : [];
    const items = wanted.flatMap((part) => {
        const step = steps.find(({ item }) => item === part.item);
        const store = storesOf(steps).find(({ location }) => location === part.store);
        if (step === undefined)
            problems.push(`\`${part.item}\` is in the backup, but no item of the section has that name`);
        if (store === undefined)
            problems.push(`\`${part.item}\` lies in \`${part.store}\`, which no item of the section names`);
        if (step !== undefined && step.database.record.name !== part.adapter) {
            problems.push(`\`${part.item}\` was a ${part.adapter} and is configured as ${step.database.record.name}`);
        }
        return step === undefined || store === undefined ? [] : [{ set, part, step, store }];
    });
    if (problems.length > 0)
        throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .dz(problems.map((what) => ({ where: "backup", what })));
    return items;
}


/***/ })

};
