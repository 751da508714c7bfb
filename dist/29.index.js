export const id = 29;
export const ids = [29];
export const modules = {

/***/ 99029:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   notify: () => (/* binding */ notify)
/* harmony export */ });
/* harmony import */ var _kit_action_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1839);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(13134);
/* harmony import */ var _deployment_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(79681);
/* harmony import */ var _sections_notify_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3798);
/* harmony import */ var _telling_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(92231);





const notify = (0,_kit_action_js__WEBPACK_IMPORTED_MODULE_4__/* .defineAction */ .Q)({
    ..._sections_notify_js__WEBPACK_IMPORTED_MODULE_2__/* .notifySection */ .f,
    summary: "Tell people what has become of a release: each moment once, and an announcement is taken back by a rollback.",
    outputs: {
        told: "The items that were told, as a JSON list.",
        undelivered: "The items whose message was not delivered, as a JSON list.",
    },
    async run(task) {
        const deployment = await (0,_deployment_js__WEBPACK_IMPORTED_MODULE_1__/* .openDeployment */ .Q6)(task);
        const sections = (0,_deployment_js__WEBPACK_IMPORTED_MODULE_1__/* .sectionsFor */ .AD)(deployment, deployment.release.commit);
        if (!sections.settings.has("notify")) {
            throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .dz([
                { where: "notify", what: "is not configured; write the section in deploy.yml, or give its inputs in `with:`" },
            ]);
        }
        const [item] = sections.settings.items(_sections_notify_js__WEBPACK_IMPORTED_MODULE_2__/* .notifySection */ .f);
        const moment = item?.values.moment ?? null;
        const { notices, lastEntry, failure } = await (0,_telling_js__WEBPACK_IMPORTED_MODULE_3__/* .tellPeople */ .f)(deployment, sections, moment);
        const named = (...results) => JSON.stringify(notices.filter(({ result }) => results.includes(result)).map((notice) => notice.item));
        const outputs = {
            release: deployment.release.commit,
            journal: lastEntry,
            told: named("told", "withdrawn"),
            undelivered: named("undelivered"),
        };
        return failure === null ? { outputs } : { outputs, failure };
    },
});


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
