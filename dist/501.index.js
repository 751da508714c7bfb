export const id = 501;
export const ids = [501];
export const modules = {

/***/ 55501:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  backupsRestore: () => (/* binding */ backupsRestore)
});

// EXTERNAL MODULE: ./tmp/build/kit/action.js
var action = __webpack_require__(1839);
// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
// EXTERNAL MODULE: ./tmp/build/kit/fields.js
var fields = __webpack_require__(42356);
// EXTERNAL MODULE: ./tmp/build/core/facts.js
var core_facts = __webpack_require__(41039);
// EXTERNAL MODULE: ./tmp/build/stages/back-up.js + 4 modules
var back_up = __webpack_require__(15305);
// EXTERNAL MODULE: ./tmp/build/stages/decoded.js
var decoded = __webpack_require__(68090);
;// CONCATENATED MODULE: ./tmp/build/stages/restore-backup.js




async function restoreBackup(context, options) {
    const { session, effects } = context;
    const { stored, openDecoder } = options;
    const { step, part, set, store } = stored;
    const database = step.database.port;
    const identity = await database.identity();
    refuseWrongName(options.confirm, identity.name);
    openDecoder(part);
    const isKept = options.presentState === "keep";
    const before = isKept ? await (0,back_up/* backUp */.v)(context, [asItIs(step)], "restore").catch(restated) : null;
    if (before === null)
        effects.log.warn(`The present state of ${identity.name} is given up: no backup of it is made`);
    const intent = {
        doing: `Restore ${part.item} of ${set.name} (${set.createdAt}) in the place of ${identity.engine} ${identity.name}`,
        deed: "restore",
        item: part.item,
        adapter: step.database.record,
        asked: { backup: set.name, database: identity.name, confirmedBy: effects.run.actor },
        before: { backup: before?.name ?? null },
        undo: before === null ? null : { deed: "restore", backup: before.name },
        reason: options.reason,
    };
    return session.mutate(intent, async () => {
        const started = effects.monotonic();
        const check = (facts) => refuseDifferent(stored, facts);
        const body = await store.read(set.name, part.file);
        const replaced = await (0,decoded/* decoded */.D)(body, openDecoder(part), (dump) => database.replace(dump, check, session.signal));
        const took = Math.round(effects.monotonic() - started);
        effects.log.info(`${identity.name} holds ${set.name} again after ${took} ms; what was there before is in ${replaced.kept ?? before?.name ?? "nothing any more"}`);
        return { ...replaced, before, took };
    });
}
function restated(error) {
    if (error instanceof errors/* ActionError */.lZ) {
        error.message = `nothing was restored, because the present state could not be backed up: ${error.message}`;
        error.hint = [error.hint, "Where it is past saving, `--present-state abandon` restores without it."]
            .join(" ")
            .trim();
    }
    throw error;
}
function asItIs(step) {
    const { maxReplicationLag } = step.limits;
    const limits = { maxReplicationLag, mayBeEmpty: true };
    return { ...step, verify: "restored", limits, retention: {}, copy: { isKept: false, mask: [] } };
}
function refuseWrongName(typed, name) {
    if (typed === name)
        return;
    const what = typed === undefined
        ? `is required: repeat the exact name of the database that is replaced, \`${name}\``
        : `is \`${typed}\`, but the database that would be replaced is \`${name}\``;
    throw new errors/* InputError */.dz([{ where: "confirm", what }], {
        hint: "Everything that was written since the backup would be lost from it; a backup of the present state is made first.",
    });
}
function refuseDifferent({ part, set }, facts) {
    const differences = (0,core_facts/* compareFacts */.n)(part.facts, facts);
    if (differences.length === 0)
        return;
    throw new errors/* AbortedError */.oM(`${part.item} of ${set.name} was restored differently: ${differences.join("; ")}`, {
        hint: "Use another backup. The database still holds what it held before: each engine compares first.",
    });
}

// EXTERNAL MODULE: ./tmp/build/stages/stored-set.js
var stored_set = __webpack_require__(69452);
// EXTERNAL MODULE: ./tmp/build/actions/deployment.js + 1 modules
var actions_deployment = __webpack_require__(79681);
// EXTERNAL MODULE: ./tmp/build/actions/sections/backup.js + 31 modules
var sections_backup = __webpack_require__(60137);
// EXTERNAL MODULE: ./tmp/build/actions/sections/drill.js
var drill = __webpack_require__(23006);
;// CONCATENATED MODULE: ./tmp/build/actions/terminal/backups-restore.js








const inputs = {
    backup: (0,fields/* text */.Qq)({ required: true, description: "The backup set: its name, or `newest` for the newest verified one." }),
    item: (0,fields/* text */.Qq)({ description: "Which item of the set; may be left out where it holds one alone." }),
    confirm: (0,fields/* text */.Qq)({
        description: "The exact name of the database (or the path of the file or folder) that is replaced, as `check` shows it.",
    }),
    "present-state": (0,fields/* choice */.Yq)({
        choices: ["keep", "abandon"],
        default: "keep",
        description: "`keep`: a proven backup of what is there now is made first. `abandon`: none is made, for a database that is past saving.",
    }),
    reason: (0,fields/* text */.Qq)({ default: "asked for by a person", description: "Why, for the journal." }),
};
const backupsRestore = (0,action/* defineAction */.Q)({
    name: "backups-restore",
    isRepeatable: false,
    adapters: [],
    inputs,
    summary: "Restore a backup in the place of the database: asks for its exact name, and backs up the present state first.",
    outputs: {},
    async run(task) {
        const deployment = await (0,actions_deployment/* openDeployment */.Q6)(task);
        const context = (0,actions_deployment/* sectionsFor */.AD)(deployment, deployment.release.commit);
        const [asked] = context.settings.items(backupsRestore);
        if (asked === undefined)
            throw new Error("backups restore is always one item");
        const { backup, item, confirm, reason, "present-state": presentState } = asked.values;
        const steps = (0,sections_backup/* dumpSteps */.y1)(context);
        const sets = await (0,stored_set/* storedSets */.T)(steps, deployment, task.effects);
        const [newest] = backup === "newest" && item !== undefined ? (0,stored_set/* newestOfEach */.VN)(sets, [item]) : [];
        const set = newest?.set ?? (0,stored_set/* chooseSet */.SE)(sets, backup);
        const [stored, ...more] = (0,stored_set/* itemsOf */.S3)(set, steps, item);
        if (stored === undefined || more.length > 0) {
            const items = set.parts.map((part) => `\`${part.item}\``).join(", ");
            throw new errors/* InputError */.dz([{ where: "item", what: `is required: \`${set.name}\` holds ${items}` }]);
        }
        const { commit } = deployment.release;
        const openDecoder = await (0,drill/* decoderOf */.qf)(context);
        return (0,actions_deployment/* underLease */.zV)(deployment, null, async (plain, session) => {
            const { open } = session.state;
            const options = { stored, openDecoder, confirm, presentState, reason };
            const { kept, took, before } = await restoreBackup({ ...plain, commit: open?.commit ?? commit }, options);
            const places = [kept, before === null ? null : `the backup ${before.name}`].filter((place) => place !== null);
            const was = places.length === 0 ? "gone" : `in ${places.join(", and in ")}`;
            const summary = `${set.name} was restored in ${took} ms. What was there before is ${was}.`;
            return { outputs: { journal: session.lastEntry, backup: before?.name ?? "" }, summary };
        });
    },
});


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
