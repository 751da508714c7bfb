export const id = 237;
export const ids = [237,259,530];
export const modules = {

/***/ 80259:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   carryOn: () => (/* binding */ carryOn),
/* harmony export */   deploy: () => (/* binding */ deploy)
/* harmony export */ });
/* harmony import */ var _core_preflight_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(72959);
/* harmony import */ var _kit_action_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(1839);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(13134);
/* harmony import */ var _stages_own_files_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(23210);
/* harmony import */ var _stages_pipeline_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(78862);
/* harmony import */ var _stages_survey_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(20045);
/* harmony import */ var _begin_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9944);
/* harmony import */ var _deployment_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(79681);
/* harmony import */ var _opening_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(59215);
/* harmony import */ var _sections_index_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(54079);
/* harmony import */ var _traffic_shift_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(49530);











const deploy = (0,_kit_action_js__WEBPACK_IMPORTED_MODULE_9__/* .defineAction */ .Q)({
    name: "deploy",
    isRepeatable: false,
    adapters: [],
    inputs: _sections_index_js__WEBPACK_IMPORTED_MODULE_7__/* .rootInputs */ .uM,
    summary: "Ship a release: proven backup, migrations, idle slot, smoke test, watched traffic, and everything back when a check fails.",
    outputs: {
        weight: "Percent of the traffic on the new release.",
        slot: "The slot that the release was put into.",
        "previous-release": "The commit that a rollback returns to; empty before the first good release.",
    },
    async run(task) {
        const deployment = await (0,_deployment_js__WEBPACK_IMPORTED_MODULE_5__/* .openDeployment */ .Q6)(task);
        const sections = (0,_deployment_js__WEBPACK_IMPORTED_MODULE_5__/* .sectionsFor */ .AD)(deployment, deployment.release.commit);
        const chain = (0,_deployment_js__WEBPACK_IMPORTED_MODULE_5__/* .openChain */ .yP)(sections);
        const { state } = await deployment.journal.head();
        (0,_stages_survey_js__WEBPACK_IMPORTED_MODULE_3__/* .refuseObstacles */ .T)(state.open?.commit !== deployment.release.commit || (0,_core_preflight_js__WEBPACK_IMPORTED_MODULE_10__/* .isUntouched */ .O)(state.open)
            ? []
            : [
                {
                    kind: "refused",
                    where: "release",
                    what: `${state.open.version} is open already; \`continue\` it or take it back with \`rollback\``,
                },
            ]);
        return (0,_begin_js__WEBPACK_IMPORTED_MODULE_4__/* .withOutputs */ .Fk)(deployment, async (told) => {
            const admission = await (0,_opening_js__WEBPACK_IMPORTED_MODULE_6__/* .admitOpening */ .SH)({ deployment, sections, chain, state });
            return (0,_deployment_js__WEBPACK_IMPORTED_MODULE_5__/* .underLease */ .zV)(deployment, null, async (context, session) => {
                const work = { deployment, sections, chain, context, session };
                await (0,_opening_js__WEBPACK_IMPORTED_MODULE_6__/* .openRelease */ .gS)(work, admission);
                return carryOn(work, told);
            });
        });
    },
});
async function carryOn(work, told) {
    const { open } = work.session.state;
    told.slot = open?.slot ?? "";
    told["previous-release"] = open?.previous?.commit ?? "";
    told.weight = "0";
    const { chain, deployment } = work;
    if (open !== null && chain.migrate !== null && open.migration?.applied !== true)
        await (0,_stages_own_files_js__WEBPACK_IMPORTED_MODULE_1__/* .requireOwnFiles */ .f)(deployment.repository, chain.migrate.migrator.port, open.commit);
    try {
        const guarded = (0,_opening_js__WEBPACK_IMPORTED_MODULE_6__/* .mayMigrate */ .b6)(work);
        const result = await (0,_begin_js__WEBPACK_IMPORTED_MODULE_4__/* .orPutBack */ .ib)(work, () => (0,_stages_pipeline_js__WEBPACK_IMPORTED_MODULE_2__/* .runPipeline */ .aI)(work.context, guarded));
        told.weight = String(result.weight);
        if (result.state === "waiting" && result.isHeld)
            throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .RefusedError */ .fk(result.why, { hint: _traffic_shift_js__WEBPACK_IMPORTED_MODULE_8__.holdHint });
        if (result.state === "waiting")
            work.context.effects.log.info(`The release waits: ${result.why}`);
        return told;
    }
    catch (error) {
        told.weight = (0,_traffic_shift_js__WEBPACK_IMPORTED_MODULE_8__.weightIn)(work.session.state);
        throw error;
    }
    finally {
        told.journal = work.session.lastEntry;
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

/***/ 49530:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   holdHint: () => (/* binding */ holdHint),
/* harmony export */   trafficShift: () => (/* binding */ trafficShift),
/* harmony export */   weightIn: () => (/* binding */ weightIn)
/* harmony export */ });
/* harmony import */ var _kit_action_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1839);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(13134);
/* harmony import */ var _stages_pipeline_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(78862);
/* harmony import */ var _stages_shift_traffic_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(65852);
/* harmony import */ var _begin_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9944);
/* harmony import */ var _sections_traffic_shift_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(99968);






const trafficShift = (0,_kit_action_js__WEBPACK_IMPORTED_MODULE_5__/* .defineAction */ .Q)({
    ..._sections_traffic_shift_js__WEBPACK_IMPORTED_MODULE_4__/* .trafficShiftSection */ .vX,
    summary: "Move traffic to the new release step by step, and all of it back when a step fails.",
    outputs: { weight: "Percent of the traffic on the new release.", verdict: "`pass`, `fail` or `inconclusive`." },
    run: (task) => (0,_begin_js__WEBPACK_IMPORTED_MODULE_3__/* .runStage */ .Si)(task, "traffic-shift", async ({ context, chain, session }, told) => {
        try {
            const waiting = await (0,_stages_pipeline_js__WEBPACK_IMPORTED_MODULE_1__/* .runShifts */ .f_)(context, chain);
            told.verdict = waiting?.isHeld === true ? "inconclusive" : "pass";
            if (waiting?.isHeld === true)
                throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .RefusedError */ .fk(waiting.why, { hint: holdHint });
            return {};
        }
        catch (error) {
            if (error instanceof _stages_shift_traffic_js__WEBPACK_IMPORTED_MODULE_2__/* .StepFailed */ .a)
                told.verdict = "fail";
            throw error;
        }
        finally {
            told.weight = weightIn(session.state);
        }
    }),
});
function weightIn({ open }) {
    return String(open?.shifts.findLast(({ kept }) => kept !== true)?.weight ?? 0);
}
const holdHint = "Nothing was put back. Run `continue` once there is evidence, or `rollback`.";


/***/ }),

/***/ 22237:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  watch: () => (/* binding */ watch_watch)
});

// EXTERNAL MODULE: ./tmp/build/kit/action.js
var action = __webpack_require__(1839);
// EXTERNAL MODULE: ./tmp/build/core/announcement.js
var announcement = __webpack_require__(59441);
;// CONCATENATED MODULE: ./tmp/build/core/follow-ups.js
function followUpsToNote({ live, followUps }, wishes) {
    if (live === null)
        return [];
    const at = Date.parse(live.at);
    const dated = wishes.map(({ what, after }) => ({ what, due: new Date(at + after).toISOString() }));
    return dated.filter(({ what, due }) => !followUps.some((known) => known.what === what && known.due === due));
}
function followUpsDue({ followUps }, now) {
    return followUps.filter(({ due, issue }) => issue === null && Date.parse(due) <= now);
}

// EXTERNAL MODULE: ./tmp/build/core/markdown.js
var markdown = __webpack_require__(22343);
// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
// EXTERNAL MODULE: ./tmp/build/stages/free-entries.js
var free_entries = __webpack_require__(17605);
;// CONCATENATED MODULE: ./tmp/build/stages/follow-up.js





async function noteFollowUps(effects, { journal }, state, wishes) {
    const { live } = state;
    const fresh = followUpsToNote(state, wishes);
    if (live === null)
        return 0;
    const { commit, version, slot } = live;
    for (const { what, due } of fresh) {
        effects.log.info(`Note for ${due}: ${what}`);
        const release = { commit, version, slot };
        await (0,free_entries/* writeFreely */.l)(journal, effects, { phase: "note", deed: "follow-up", release, after: { what, due } });
    }
    return fresh.length;
}
async function openDueIssues(effects, place, state) {
    const due = followUpsDue(state, effects.now());
    if (due.length === 0)
        return { issues: [], problem: null };
    const github = await place.github();
    const count = due.length === 1 ? "1 follow-up is" : `${due.length} follow-ups are`;
    if (github === null)
        return { issues: [], problem: `${count} due, and without \`github-token\` no issue can be opened` };
    const issues = [];
    try {
        for (const each of due)
            issues.push(await openOne(effects, place, github, each));
    }
    catch (error) {
        effects.signal.throwIfAborted();
        if (!(error instanceof errors/* ActionError */.lZ))
            throw error;
        const why = [error.message.replace(/\.$/, ""), error.hint ?? ""].filter((part) => part !== "").join(". ");
        return { issues, problem: `${count} due, and an issue could not be opened: ${effects.redact(why)}` };
    }
    return { issues, problem: null };
}
async function openOne(effects, { journal, application, environment }, github, { id, what, due }) {
    const about = effects.redact(what);
    const marker = `<!-- deploy-actions follow-up ${id} -->`;
    const title = (0,announcement/* oneLine */.TN)(`${application} in ${environment}: ${about}`, 200);
    const body = `${(0,markdown/* prose */.CS)(about)}\n\nDue since ${due}, as \`follow-ups\` of deploy.yml says for ${(0,markdown/* prose */.CS)(application)} in ${(0,markdown/* prose */.CS)(environment)}.\n`;
    const { number, url } = await github.openIssue({ marker, title, body, labels: [] });
    effects.log.info(`Open issue ${number}: ${about} (${url})`);
    await (0,free_entries/* writeFreely */.l)(journal, effects, { phase: "done", deed: "follow-up", of: id, after: { issue: number } });
    return number;
}

// EXTERNAL MODULE: ./tmp/build/actions/begin.js + 1 modules
var begin = __webpack_require__(9944);
// EXTERNAL MODULE: ./tmp/build/actions/deployment.js + 1 modules
var actions_deployment = __webpack_require__(79681);
// EXTERNAL MODULE: ./tmp/build/actions/sections/watch.js
var watch = __webpack_require__(73372);
// EXTERNAL MODULE: ./tmp/build/core/lease.js
var core_lease = __webpack_require__(42310);
// EXTERNAL MODULE: ./tmp/build/core/maintenance.js
var maintenance = __webpack_require__(44291);
// EXTERNAL MODULE: ./tmp/build/core/maintenance-end.js
var maintenance_end = __webpack_require__(71551);
// EXTERNAL MODULE: ./tmp/build/core/ramp.js
var core_ramp = __webpack_require__(95782);
// EXTERNAL MODULE: ./tmp/build/core/readable.js
var readable = __webpack_require__(3642);
;// CONCATENATED MODULE: ./tmp/build/core/left-on-duty.js





function closedDuty(state, facts) {
    if ((0,maintenance/* leftOn */.Zu)(state) === null)
        return { kind: "rest", why: "no release is open" };
    const busy = whoHolds(state, facts);
    return busy === null ? lift(state) : { kind: "rest", why: `maintenance was left on, and ${busy}` };
}
function dutyWhileOn(state, duty, back) {
    const { open } = state;
    if ((0,maintenance/* leftOn */.Zu)(state) === null || open === null || duty.kind === "roll-back" || duty.kind === "carry-on")
        return duty;
    const doubt = whyKeptOut(open);
    return doubt === null ? lift(state) : back(`visitors are turned away, and ${doubt}`);
}
function mayLift(state) {
    const { open } = state;
    return (0,maintenance/* leftOn */.Zu)(state) !== null && (open === null || whyKeptOut(open) === null);
}
function whyUnknown(lease) {
    const span = (0,readable/* readableSpan */.nz)(lease.length);
    return `nobody can tell from here whether ${(0,core_lease/* describeHolder */.sG)(lease)}, still works; give \`github-token\`, or a \`wait\` longer than ${span}`;
}
function whyKeptOut(open) {
    if (open.rollingBack)
        return "its rollback was begun and not finished";
    return open.shifts.some(core_ramp/* isUnderWay */.gn) ? null : (0,maintenance_end/* whyStay */._)(open);
}
function lift(state) {
    const since = (0,maintenance/* leftOn */.Zu)(state)?.since;
    const whose = state.open === null ? "no release is open" : `nobody works on ${state.open.version}`;
    return { kind: "lift", why: `visitors are turned away since ${since}, and ${whose}` };
}
function whoHolds({ lease }, { holder, isPatient }) {
    if (lease === null || holder === "ended")
        return null;
    if (holder === "alive")
        return `${(0,core_lease/* describeHolder */.sG)(lease)}, works`;
    return isPatient ? null : whyUnknown(lease);
}

// EXTERNAL MODULE: ./tmp/build/core/untouched.js
var untouched = __webpack_require__(72959);
// EXTERNAL MODULE: ./tmp/build/core/release.js
var release = __webpack_require__(59997);
;// CONCATENATED MODULE: ./tmp/build/core/watching.js





function openDuty(state, facts) {
    const { open } = state;
    if (open === null)
        return closedDuty(state, facts);
    const busy = whoseHands(state, open, facts);
    if (busy !== null)
        return rest(busy);
    return dutyWhileOn(state, untendedDuty(state, open, facts), (why) => back(state, facts, why));
}
function untendedDuty(state, open, facts) {
    const broken = whyBroken(state, open);
    if (broken !== null)
        return back(state, facts, broken);
    if ((0,untouched/* isUntouched */.O)(open)) {
        return {
            kind: "forgotten",
            why: `${open.version} has changed no slot and no traffic: the next release takes its place`,
        };
    }
    if (facts.doubt !== null)
        return held(`${open.version} is held: ${facts.doubt}`);
    if (open.shifts.some(core_ramp/* isUnderWay */.gn))
        return climb(state, open, facts);
    if (open.shifts.some(({ kept }) => kept !== true))
        return back(state, facts, "its traffic was put back and nobody finishes it");
    const isAbandoned = state.lease !== null || facts.opener === "ended";
    if (isAbandoned)
        return back(state, facts, "it has no traffic yet and nobody finishes it");
    return rest(`${open.version} was left without traffic at a terminal; \`continue\` or \`rollback\` goes on`);
}
function rest(why) {
    return { kind: "rest", why };
}
function held(why) {
    return { kind: "held", why };
}
function back(state, { policy, now, fullUntil }, why) {
    const decision = (0,release/* decideRollback */.h)(state, { policy, now, fullUntil });
    return decision.kind === "hold"
        ? held(`the rollback waits for a person: ${decision.why}`)
        : { kind: "roll-back", why };
}
function whoseHands({ lease }, open, facts) {
    const { holder, opener, isPatient } = facts;
    if (lease !== null && holder === "alive")
        return `${(0,core_lease/* describeHolder */.sG)(lease)}, works on ${open.version}`;
    if (opener === "alive" && (lease === null || holder === "unknown")) {
        return `the run that opened ${open.version} still works, or waits for a gate`;
    }
    if (lease === null || holder === "ended" || isPatient)
        return null;
    return whyUnknown(lease);
}
function whyBroken({ unfinished }, { failure, rollingBack }) {
    if (failure !== null)
        return failure;
    if (rollingBack)
        return "its rollback was begun and not finished";
    const change = unfinished.find(({ deed }) => deed !== "backup" && deed !== "command");
    return change === undefined ? null : `\`${change.deed}\` was begun at ${change.at} and nobody finishes it`;
}
function climb({ lease }, open, { ramps, now, frozen }) {
    const { version, shifts } = open;
    const carryOn = (why, ceiling) => {
        return { kind: "carry-on", why, ceiling, ...(frozen === null ? {} : { isFrozen: true }) };
    };
    if (ramps === null)
        return carryOn(`${version} has traffic`, 100);
    const ramp = ramps.find(({ item }) => shifts.find((shift) => shift.item === item)?.promoted !== true);
    if (ramp === undefined)
        return carryOn(`${version} has all the traffic and was not verified yet`, 100);
    const shift = shifts.find(({ item }) => item === ramp.item);
    const weight = shift?.weight ?? 0;
    const allowed = Math.min(ramp.to, ceilingOf(shifts, shift));
    const shape = open.previous === null ? { steps: [100], cohorts: [] } : ramp;
    const move = (0,core_ramp/* nextMove */.lE)({ ...ramp, ...shape, to: allowed, shift, now });
    if (move.move === "soak") {
        return rest(`${version}: ${weight} % soak until ${new Date(now + move.remaining).toISOString()}`);
    }
    if (move.move === "watch") {
        if (lease === null)
            return held(`${version} was left at ${weight} % without a verdict`);
        return carryOn(`${version} was left at ${weight} % before it was judged`, frozen === null ? allowed : weight);
    }
    if (move.move === "set") {
        if (frozen !== null)
            return rest(`${version} stays at ${weight} %: ${frozen}`);
        return carryOn(`${version} has been at ${weight} % long enough`, allowed);
    }
    if (weight === 100)
        return carryOn(`${version} has all the traffic and was not verified yet`, 100);
    return held(`${version} has ${weight} %, and nobody has allowed more`);
}
function ceilingOf(shifts, shift) {
    if (shift !== undefined)
        return shift.to ?? 100;
    return Math.min(100, ...shifts.filter(({ kept }) => kept !== true).map(({ to = 100 }) => to));
}
function doubtIn(entries) {
    const newest = entries.find(({ deed, phase }) => deed === "verdict" || deed === "open" || isSet(deed, phase));
    const { verdict } = (newest?.after ?? {});
    return verdict === "inconclusive" ? (newest?.reason ?? "") : null;
}
function isSet(deed, phase) {
    return deed === "set-weight" && phase === "done";
}
function agesDue({ live, watched }, ages, now) {
    if (live === null)
        return [];
    const age = now - Date.parse(live.at);
    return ages
        .filter(({ name, after }) => age >= after && !watched.includes(name))
        .toSorted((a, b) => a.after - b.after);
}
function unjudgedSince(live, watched, ages) {
    const known = ages.filter(({ name }) => watched.includes(name)).map(({ after }) => after);
    return Date.parse(live.at) + Math.max(0, ...known);
}

// EXTERNAL MODULE: ./tmp/build/stages/commands.js + 1 modules
var commands = __webpack_require__(39277);
// EXTERNAL MODULE: ./tmp/build/stages/smoke-test.js
var smoke_test = __webpack_require__(51810);
// EXTERNAL MODULE: ./tmp/build/stages/watch-release.js + 1 modules
var watch_release = __webpack_require__(47555);
// EXTERNAL MODULE: ./tmp/build/stages/writer.js
var writer = __webpack_require__(59789);
;// CONCATENATED MODULE: ./tmp/build/stages/look-at-live.js
var __addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var __disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});



function canLook({ smoke, shifts }) {
    return shifts.length > 0 || smoke.some(({ liveUrl }) => liveUrl !== null);
}
async function lookAtLive(effects, options) {
    const told = [];
    const failures = [];
    let isKnown = true;
    for (const step of options.smoke) {
        const { item, liveUrl } = step;
        if (liveUrl === null)
            continue;
        await options.around(`smoke-test ${item}`, step.hooks, async () => {
            const results = await (0,smoke_test/* runChecks */.JT)(effects, effects.signal, { ...step, url: liveUrl });
            const failed = results.filter(({ failure }) => failure !== null);
            told.push(`smoke test \`${item}\`: ${results.length - failed.length} of ${results.length} checks passed`);
            failures.push(...failed.map(({ name, failure }) => `${item}, ${name}: ${failure}`));
        });
    }
    for (const step of options.shifts) {
        const { verdict, reason } = await judgeTraffic(effects, step, options);
        told.push(`traffic \`${step.item}\`: ${verdict} (${reason})`);
        if (verdict === "inconclusive")
            isKnown = false;
        if (verdict === "fail")
            failures.push(`traffic ${step.item}: ${reason}`);
    }
    effects.signal.throwIfAborted();
    return { verdict: failures.length > 0 ? "fail" : isKnown ? "pass" : "inconclusive", told, failures };
}
async function judgeTraffic(effects, step, { release, since }) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const { metrics, limits } = step;
        const _observing = __addDisposableResource(env_1, await metrics.observe?.(), true);
        const watched = { slot: release.slot, commit: release.commit, signal: effects.signal };
        const watch = metrics.observe === undefined ? 0 : step.watch;
        return await (0,watch_release/* watchTraffic */.b)(effects, watched, { metrics, limits, watch, weight: 100, since });
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = __disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}
async function writeLook(session, release, ages, { verdict, told, failures }) {
    const { live } = session.state;
    if (live?.commit !== release.commit || live.at !== release.at)
        return false;
    const { commit, version, slot } = release;
    const passed = verdict === "pass";
    for (const { name } of ages) {
        await session.write({
            phase: "done",
            deed: "watch",
            release: { commit, version, slot },
            after: { age: name, passed },
            reason: passed ? null : failures.join("; "),
            evidence: (0,writer/* toJson */.aB)(told),
        });
    }
    return true;
}

// EXTERNAL MODULE: ./tmp/build/actions/sections/smoke-test.js
var sections_smoke_test = __webpack_require__(47155);
// EXTERNAL MODULE: ./tmp/build/actions/sections/traffic-shift.js + 1 modules
var traffic_shift = __webpack_require__(99968);
;// CONCATENATED MODULE: ./tmp/build/actions/watch-live.js









async function tendLive(deployment, state, { ages }, looked, told) {
    const { live, watched } = state;
    const due = agesDue(state, ages, deployment.task.effects.now());
    if (live === null || due.length === 0)
        return null;
    const sections = (0,actions_deployment/* sectionsFor */.AD)(deployment, live.commit);
    const parts = partsOf(sections, live);
    if (!canLook(parts))
        return null;
    const options = { ...parts, release: live, since: new Date(unjudgedSince(live, watched, ages)) };
    const look = await lookAndWrite(deployment, options, due, told);
    if (look === null) {
        looked.see(`somebody works here; ${live.version} is looked at next time`);
        return null;
    }
    const names = due.map(({ name }) => name);
    for (const line of look.told)
        looked.see(`${live.version} at the age of ${names.join(", ")}: ${line}`);
    if (look.verdict === "inconclusive") {
        looked.see(`nothing is wrong with ${live.version} and nothing is proven: it is looked at again next time`);
        return null;
    }
    looked.did(names.map((name) => `look ${name}`).join(", "));
    if (look.verdict === "pass")
        return null;
    await looked.tell(deployment, sections, "held");
    const { issue, failure } = await tellGitHub(deployment, live, look);
    looked.see(issue);
    return failingLive(state, live, look, failure);
}
async function lookAndWrite(deployment, options, due, told) {
    const { effects } = deployment.task;
    const hasCommands = options.smoke.some(({ hooks }) => hooks.before.length + hooks.after.length > 0);
    const early = hasCommands ? null : await lookAtLive(effects, { ...options, around: (_, __, checks) => checks() });
    if (early?.verdict === "inconclusive")
        return early;
    let hasLease = false;
    try {
        return await (0,actions_deployment/* underLease */.zV)(deployment, null, async (context, session) => {
            hasLease = true;
            const around = (section, hooks, checks) => (0,commands/* withHooks */.T)(context, section, hooks, checks);
            const look = early ?? (await lookAtLive(effects, { ...options, around }));
            if (look.verdict === "inconclusive")
                return look;
            const isWritten = await writeLook(session, options.release, due, look);
            told.journal = session.lastEntry;
            return isWritten ? look : null;
        });
    }
    catch (error) {
        if (hasLease || !(error instanceof errors/* RefusedError */.fk))
            throw error;
        return null;
    }
}
function partsOf(sections, { slot }) {
    const { settings } = sections;
    return {
        smoke: settings.has("smoke-test") ? (0,sections_smoke_test/* openSmokeTests */.z)(sections, slot) : [],
        shifts: settings.has("traffic-shift") ? (0,traffic_shift/* openShifts */.aW)(sections) : [],
    };
}
async function tellGitHub({ task, application, environment, github }, { commit, version, at }, { failures }) {
    const { effects } = task;
    try {
        const api = await github();
        if (api === null)
            return { issue: "no issue was opened: there is no `github-token`", failure: "" };
        const marker = `<!-- deploy-actions watch ${encodeURIComponent(`${application}/${environment}`)} ${commit} -->`;
        const title = (0,announcement/* oneLine */.TN)(`${application} ${version} fails in ${environment}`, 200);
        const seen = failures.map((line) => `- ${(0,markdown/* prose */.CS)(effects.redact(line).slice(0, 1000))}`).slice(0, 20);
        const body = [
            `${(0,markdown/* prose */.CS)(version)} (${commit}) is live since ${at} and does not pass any more:`,
            "",
            ...seen,
            "",
            marker,
        ];
        const { number, url } = await api.openIssue({ marker, title, body: `${body.join("\n")}\n`, labels: [] });
        return { issue: `issue ${number} tells of it: ${url}`, failure: ` Issue ${number} tells of it.` };
    }
    catch (error) {
        effects.signal.throwIfAborted();
        if (!(error instanceof errors/* ActionError */.lZ))
            throw error;
        const why = [error.message.replace(/\.$/, ""), error.hint ?? ""].join(". ");
        effects.log.warn(`No issue was opened: ${why}`);
        return { issue: `no issue was opened: ${why}`, failure: "" };
    }
}
function failingLive({ good }, live, { failures }, issue) {
    const earlier = good.find(({ commit }) => commit !== live.commit);
    const return_ = earlier === undefined
        ? "Deploy a repaired commit."
        : `Deploy ${earlier.version} (\`release: ${earlier.commit}\`, checked out) or a repaired commit.`;
    return new errors/* AbortedError */.oM(`${live.version}, live since ${live.at}, does not pass any more: ${failures.join("; ")}. Nothing was changed.${issue}`, { hint: `\`rollback\` cannot help: the release is closed, and the slot of the one before was stopped. ${return_}` });
}

// EXTERNAL MODULE: ./tmp/build/core/take-back/deadline.js
var take_back_deadline = __webpack_require__(45128);
// EXTERNAL MODULE: ./tmp/build/stages/dead-man.js
var dead_man = __webpack_require__(75661);
// EXTERNAL MODULE: ./tmp/build/stages/roll-back.js + 5 modules
var roll_back = __webpack_require__(19514);
// EXTERNAL MODULE: ./tmp/build/stages/who-works.js
var who_works = __webpack_require__(1247);
// EXTERNAL MODULE: ./tmp/build/actions/deploy.js
var deploy = __webpack_require__(80259);
// EXTERNAL MODULE: ./tmp/build/actions/release-times.js
var release_times = __webpack_require__(1672);
// EXTERNAL MODULE: ./tmp/build/actions/sections/rollback.js + 3 modules
var rollback = __webpack_require__(40569);
// EXTERNAL MODULE: ./tmp/build/stages/maintenance.js + 1 modules
var stages_maintenance = __webpack_require__(23268);
// EXTERNAL MODULE: ./tmp/build/actions/sections/maintenance.js + 9 modules
var sections_maintenance = __webpack_require__(57493);
;// CONCATENATED MODULE: ./tmp/build/actions/watch-left-on.js







async function tendLeftOn(left) {
    const { deployment, state, looked } = left;
    if ((0,maintenance/* leftOn */.Zu)(state) === null)
        return true;
    const { effects, common } = deployment.task;
    const { lease } = state;
    const duty = closedDuty(state, {
        holder: lease === null ? "ended" : await (0,who_works/* holderStillWorks */.lJ)(lease.holder, { effects, github: deployment.github }),
        isPatient: lease !== null && common.wait > lease.length,
    });
    looked.see(duty.why);
    if (duty.kind === "lift")
        await liftLeftOn(left, duty.why);
    return false;
}
async function liftLeftOn({ deployment, state, looked, told }, why) {
    const { effects } = deployment.task;
    const release = state.open ?? deployment.release;
    const ways = (0,sections_maintenance/* openMaintenanceForRollback */.n)((0,actions_deployment/* sectionsFor */.AD)(deployment, release.commit));
    let hasLease = false;
    try {
        await (0,actions_deployment/* underLease */.zV)(deployment, null, async (context, session) => {
            hasLease = true;
            const isOther = session.state.open?.id !== state.open?.id || session.state.epoch !== state.epoch + 1;
            if (isOther || !mayLift(session.state))
                return looked.see("another run has seen to it in the meantime");
            effects.log.warn(`Let visitors in: ${why}`);
            effects.log.event("duty", { duty: "lift", commit: release.commit });
            try {
                await (0,stages_maintenance/* liftMaintenance */.FN)(context, ways, why);
                looked.did("maintenance-off");
            }
            finally {
                told.journal = session.lastEntry;
            }
            throw new errors/* AbortedError */.oM(`maintenance was turned off: ${why}`, {
                hint: "Look why the run that turned it on did not end it; `watch` goes on from here at its next look.",
            });
        });
    }
    catch (error) {
        if (hasLease || !(error instanceof errors/* RefusedError */.fk))
            throw error;
        looked.see(`the lease could not be taken: ${error.message}`);
    }
}

;// CONCATENATED MODULE: ./tmp/build/actions/watch-open.js













const reach = 1000;
async function tendOpen(deployment, state, looked, told) {
    const { open } = state;
    if (open === null)
        return tendLeftOn({ deployment, state, looked, told });
    const sections = (0,actions_deployment/* sectionsFor */.AD)(deployment, open.commit);
    const duty = openDuty(state, await factsOf(deployment, sections, state, open));
    looked.see(`${open.version} is open since ${open.openedAt}: ${duty.why}`);
    const deadline = (0,take_back_deadline/* deadlineTold */.G)(open.migration, (0,rollback/* fullUntilOf */.rH)(sections), deployment.task.effects.now());
    if (deadline !== null)
        looked.see(deadline);
    told.weight = String(Math.max(0, ...open.shifts.map(({ weight }) => weight)));
    if (["rest", "held", "lift"].includes(duty.kind))
        await renewWhileWaiting(sections, open, looked);
    if (duty.kind === "rest" || duty.kind === "forgotten")
        return duty.kind === "forgotten";
    if (duty.kind === "held") {
        if (await looked.tell(deployment, sections, "held"))
            looked.did("held");
        return false;
    }
    if (duty.kind === "lift") {
        await liftLeftOn({ deployment, state, looked, told }, duty.why);
        return false;
    }
    try {
        await actUnderLease({ deployment, sections, state, open, looked, told }, duty);
    }
    catch (error) {
        const isHeld = error instanceof errors/* RefusedError */.fk;
        if (looked.hasDone)
            await looked.tell(deployment, sections, isHeld ? "held" : null);
        throw error;
    }
    if (looked.hasDone)
        await looked.tell(deployment, sections, null);
    return (await deployment.journal.head()).state.open === null;
}
async function renewWhileWaiting(sections, open, looked) {
    if (!open.shifts.some(({ deadMan, promoted }) => deadMan !== undefined && !promoted))
        return;
    try {
        for (const line of await (0,dead_man/* renewAll */.dU)(sections.effects, open, (0,traffic_shift/* openShifts */.aW)(sections)))
            looked.see(line);
    }
    catch (error) {
        if (!(error instanceof errors/* InputError */.dz))
            throw error;
        looked.see(`the dead man's switch was not renewed: ${error.message}`);
    }
}
async function actUnderLease(tending, duty) {
    const { deployment, sections, state, open, looked, told } = tending;
    const { effects } = deployment.task;
    let hasLease = false;
    try {
        await (0,actions_deployment/* underLease */.zV)(deployment, null, async (context, session) => {
            hasLease = true;
            const isOther = session.state.open?.id !== open.id || session.state.epoch !== state.epoch + 1;
            if (isOther || (await hasStepped(deployment, state))) {
                return looked.see(`another run has taken up ${open.version} in the meantime`);
            }
            effects.log.warn(`Take up ${open.version}: ${duty.why}`);
            effects.log.event("duty", { duty: duty.kind, commit: open.commit });
            looked.did(duty.kind === "roll-back" ? "rollback" : "continue");
            if (duty.kind === "roll-back")
                return takeBack(tending, context, duty.why);
            const chain = (0,actions_deployment/* openChain */.yP)(sections);
            const shifts = chain.shifts.map((step) => ({ ...step, to: Math.min(step.to, mostOf(duty, open, step.item)) }));
            await (0,deploy.carryOn)({ deployment, sections, chain: { ...chain, shifts }, context, session }, told);
        });
    }
    catch (error) {
        if (hasLease || !(error instanceof errors/* RefusedError */.fk))
            throw error;
        looked.see(`the lease could not be taken: ${error.message}`);
    }
}
function mostOf({ ceiling, isFrozen }, { shifts }, item) {
    return isFrozen === true ? (shifts.find((shift) => shift.item === item)?.weight ?? 0) : ceiling;
}
async function hasStepped({ journal }, { lease, epoch }) {
    if (lease === null)
        return false;
    return (await journal.entries(reach)).some((entry) => entry.deed === "release-lease" && entry.epoch === epoch);
}
async function takeBack({ sections, open, told }, context, why) {
    const { session } = context;
    try {
        const result = await (0,roll_back/* rollBack */.F)(context, { ...(0,rollback/* openRollback */.BG)(sections, session.state), reason: why });
        told.weight = "0";
        throw new errors/* AbortedError */.oM(`${open.version} was taken back: ${why.replace(/\.$/, "")}. ${result.told}`);
    }
    finally {
        told.journal = session.lastEntry;
    }
}
async function factsOf({ task, github, journal }, sections, { lease }, open) {
    const { effects, common } = task;
    const place = { effects, github };
    const hasTraffic = open.shifts.some(core_ramp/* isUnderWay */.gn);
    const closed = hasTraffic ? await (0,release_times/* risingTimeObstacles */.gF)(sections, common["override-freeze"] ?? open.overridden) : [];
    return {
        now: effects.now(),
        holder: lease === null ? "ended" : await (0,who_works/* holderStillWorks */.lJ)(lease.holder, place),
        opener: await (0,who_works/* openerStillWorks */.Ye)(open.openedBy, place),
        isPatient: lease !== null && common.wait > lease.length,
        ramps: rampsOf(sections),
        policy: sections.settings.items(rollback/* rollbackSection */.iU)[0]?.values.database ?? "auto",
        fullUntil: (0,rollback/* fullUntilOf */.rH)(sections),
        doubt: hasTraffic ? doubtIn(await journal.entries(reach)) : null,
        frozen: closed.length === 0 ? null : closed.map(({ what }) => what).join("; "),
    };
}
function rampsOf({ settings }) {
    if (!settings.has("traffic-shift"))
        return [];
    try {
        return settings
            .items(traffic_shift/* trafficShiftSection */.vX)
            .map(({ name, values: { steps, to, soak } }) => ({ item: name, ...steps, to, soak }));
    }
    catch (error) {
        if (!(error instanceof errors/* InputError */.dz))
            throw error;
        return null;
    }
}

// EXTERNAL MODULE: ./tmp/build/actions/telling.js + 1 modules
var telling = __webpack_require__(92231);
;// CONCATENATED MODULE: ./tmp/build/actions/watched.js



function beginLook({ task }) {
    const { effects } = task;
    const lines = [];
    const duties = [];
    let undelivered = null;
    return {
        see(line) {
            effects.log.info(`See: ${line}`);
            lines.push(effects.redact(line));
        },
        did: (duty) => void duties.push(duty),
        get hasDone() {
            return duties.length > 0;
        },
        duties,
        async tell(deployment, sections, moment) {
            try {
                const { notices, failure } = await (0,telling/* tellPeople */.f)(deployment, sections, moment);
                undelivered ??= failure;
                return notices.some(({ result }) => result === "told" || result === "withdrawn");
            }
            catch (error) {
                effects.signal.throwIfAborted();
                if (!(error instanceof errors/* ActionError */.lZ))
                    throw error;
                effects.log.warn(`Nobody was told: ${error.message}`);
                undelivered ??= error;
                return false;
            }
        },
        get undelivered() {
            return undelivered;
        },
        render(application, environment) {
            const done = duties.length === 0 ? "Nothing had to be done." : `Done: ${duties.map(markdown/* code */.aY).join(", ")}.`;
            const seen = lines.map((line) => `- ${(0,markdown/* prose */.CS)(line)}`);
            return [`## Watch over ${(0,markdown/* code */.aY)(application)} in ${(0,markdown/* code */.aY)(environment)}`, "", done, "", ...seen, ""].join("\n");
        },
    };
}

;// CONCATENATED MODULE: ./tmp/build/actions/watch.js








const watch_watch = (0,action/* defineAction */.Q)({
    ...watch/* watchSection */.p1,
    summary: "Look at an environment once: finish what a dead job has left, go on with soaking ramps, look at the live release again.",
    outputs: {
        duty: "What was done, separated by commas: `rollback`, `continue`, `held`, `maintenance-off`, `look <age>`, `follow-up <issue>`; empty where there was nothing to do.",
        weight: "Percent of the traffic on the open release; 100 where none is open and one is live.",
        version: "What people call the release that was looked at.",
    },
    async run(task) {
        const opened = await (0,actions_deployment/* openDeployment */.Q6)(task);
        const { state } = await opened.journal.head();
        const deployment = about(opened, state);
        const plan = (0,watch/* watchPlan */.XW)((0,actions_deployment/* sectionsFor */.AD)(deployment, deployment.release.commit));
        const looked = beginLook(deployment);
        const outcome = await (0,begin/* withOutputs */.Fk)(deployment, async (told) => {
            try {
                told.version = state.open?.version ?? state.live?.version ?? "";
                await tend(opened, state, { plan, looked, told });
            }
            finally {
                told.duty = looked.duties.join(", ");
            }
            return told;
        });
        return { ...outcome, summary: looked.render(deployment.application, deployment.environment) };
    },
});
function about(deployment, { open, live }) {
    const release = open ?? live;
    return release === null
        ? deployment
        : { ...deployment, release: { commit: release.commit, version: release.version } };
}
async function tend(deployment, state, { plan, looked, told }) {
    const { journal, task } = deployment;
    if (!(await tendOpen(about(deployment, state), state, looked, told)))
        return failUndelivered(looked);
    const now = looked.hasDone ? (await journal.head()).state : state;
    const { live } = now;
    if (live === null)
        return looked.see("no release is live");
    told.weight = "100";
    const own = about(deployment, { ...now, open: null });
    const wrong = await tendLive(own, now, plan, looked, told);
    await followUp(own, now, plan, looked);
    await looked.tell(own, (0,actions_deployment/* sectionsFor */.AD)(own, live.commit), "stable");
    looked.see(`${live.version} is live since ${live.at}; last restore drill: ${now.lastDrill === null ? "none yet" : JSON.stringify(now.lastDrill)}`);
    if (wrong !== null && plan.failsStep)
        throw wrong;
    if (wrong !== null)
        task.effects.log.warn(wrong.message);
    failUndelivered(looked);
}
function failUndelivered({ undelivered }) {
    if (undelivered !== null)
        throw undelivered;
}
async function followUp(deployment, state, { followUps }, looked) {
    const { journal, task } = deployment;
    const noted = await noteFollowUps(task.effects, deployment, state, followUps);
    const known = noted === 0 ? state : (await journal.head()).state;
    const { issues, problem } = await openDueIssues(task.effects, deployment, known);
    for (const issue of issues)
        looked.did(`follow-up ${issue}`);
    if (problem !== null)
        looked.see(problem);
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

/***/ 45128:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ deadlineTold)
/* harmony export */ });
/* harmony import */ var _readable_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3642);

function deadlineTold(record, fullUntil, now) {
    if (record?.at === undefined || record.versions.length === 0 || fullUntil === null)
        return null;
    const end = Date.parse(record.at) + fullUntil;
    const at = new Date(end).toISOString();
    return now > end
        ? `the point of no return was ${at}: the database does not go back any more, only the code does`
        : `the point of no return comes in ${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableSpan */ .nz)(end - now)}, at ${at}: from then on the database does not go back, only the code does`;
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
