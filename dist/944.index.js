export const id = 944;
export const ids = [944];
export const modules = {

/***/ 9944:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  ib: () => (/* binding */ orPutBack),
  Si: () => (/* binding */ runStage),
  Fk: () => (/* binding */ withOutputs)
});

// EXTERNAL MODULE: ./tmp/build/core/maintenance.js
var maintenance = __webpack_require__(44291);
;// CONCATENATED MODULE: ./tmp/build/core/changed.js

const harmless = ["database", "store", "tool", "maintenance"];
function hasChanged(state, commit) {
    const { open, live } = state;
    if ((0,maintenance/* leftOn */.Zu)(state) !== null && (open === null || open.commit === commit))
        return true;
    if (open?.commit !== commit)
        return live?.commit === commit;
    const { migration, adapters } = open;
    const hasMigrated = migration !== null && open.isMigrationInherited !== true && migration.versions.length > 0;
    return hasMigrated || adapters.some(({ kind }) => !harmless.includes(kind));
}

// EXTERNAL MODULE: ./tmp/build/core/ramp.js
var ramp = __webpack_require__(95782);
// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
// EXTERNAL MODULE: ./tmp/build/stages/return-traffic.js
var return_traffic = __webpack_require__(29120);
// EXTERNAL MODULE: ./tmp/build/stages/roll-back.js + 5 modules
var roll_back = __webpack_require__(19514);
// EXTERNAL MODULE: ./tmp/build/actions/deployment.js + 1 modules
var actions_deployment = __webpack_require__(79681);
// EXTERNAL MODULE: ./tmp/build/actions/opening.js + 2 modules
var opening = __webpack_require__(59215);
// EXTERNAL MODULE: ./tmp/build/actions/sections/rollback.js + 3 modules
var rollback = __webpack_require__(40569);
;// CONCATENATED MODULE: ./tmp/build/actions/begin.js








async function runStage(task, section, stage, standsAlone = () => false) {
    const deployment = await (0,actions_deployment/* openDeployment */.Q6)(task);
    const { commit } = deployment.release;
    const sections = (0,actions_deployment/* sectionsFor */.AD)(deployment, commit);
    const chain = (0,actions_deployment/* openChain */.yP)(sections);
    const isLeftOut = !sections.settings.has(section);
    if (isLeftOut && !task.common["if-configured"]) {
        throw new errors/* InputError */.dz([
            { where: section, what: "is not configured; write the section in deploy.yml, or give its inputs in `with:`" },
        ]);
    }
    return withOutputs(deployment, async (told) => {
        const { state } = await deployment.journal.head();
        const isAlone = !isLeftOut && state.open?.commit !== commit && standsAlone(sections, state, commit);
        const admission = isAlone ? null : await (0,opening/* admit */.w4)({ deployment, sections, chain, state });
        return (0,actions_deployment/* underLease */.zV)(deployment, null, async (context, session) => {
            const work = { deployment, sections, chain, context: { ...context, commit }, session };
            if (admission !== null)
                await (0,opening/* enter */.Ve)(work, admission);
            if (!isAlone)
                refuseFailed(session.state.open);
            try {
                if (!isLeftOut)
                    return await stage(work, told);
                task.effects.log.info(`Leave out ${section}: deploy.yml does not configure it`);
                return {};
            }
            finally {
                told.journal = session.lastEntry;
            }
        });
    });
}
function refuseFailed(open) {
    if (open === null || (open.failure === null && !open.rollingBack))
        return;
    throw new errors/* RefusedError */.fk(`${open.version} has to be taken back: ${open.failure ?? "its rollback has begun"}`, {
        hint: "Run `rollback` (or `continue`, which does the same here), then deploy a repaired commit.",
    });
}
async function withOutputs(deployment, work) {
    const told = { release: deployment.release.commit };
    try {
        const outputs = await work(told);
        return { outputs: { ...told, ...outputs, changed: await changed(deployment) } };
    }
    catch (error) {
        if (!(error instanceof errors/* ActionError */.lZ))
            throw error;
        return { outputs: { ...told, changed: await changed(deployment) }, failure: error };
    }
}
async function changed({ journal, release }) {
    try {
        return String(hasChanged((await journal.head()).state, release.commit));
    }
    catch (error) {
        if (error instanceof errors/* ActionError */.lZ)
            return "";
        throw error;
    }
}
async function orPutBack({ sections, chain, context, session }, stages) {
    try {
        return await stages();
    }
    catch (error) {
        const { open } = session.state;
        const isMoving = open?.shifts.some(ramp/* isUnderWay */.gn) ?? false;
        const failure = (0,errors/* toActionError */.ie)(error);
        const isCancelled = (session.signal.reason ?? error) instanceof errors/* CancelledError */.cc;
        if (isCancelled && isMoving)
            throw restated(failure, await returnAll(chain, context, failure.message));
        if (isCancelled || session.signal.aborted)
            throw failure;
        if (open === null || (failure instanceof errors/* RefusedError */.fk && isMoving))
            throw failure;
        context.effects.log.warn(failure.message);
        throw restated(failure, await putBack(sections, context, session, failure.message));
    }
}
async function returnAll({ shifts }, context, why) {
    try {
        const each = ({ item, router }) => (0,return_traffic/* returnUnlessHeld */.GT)(context, item, router, why);
        return (await (0,return_traffic/* returnEach */.Sj)(context, shifts, each)).told;
    }
    catch (error) {
        if (!(error instanceof errors/* ActionError */.lZ))
            throw error;
        return `Not all traffic was put back: ${error.message}`;
    }
}
async function putBack(sections, context, session, reason) {
    try {
        return (await (0,roll_back/* rollBack */.F)(context, { ...(0,rollback/* openRollback */.BG)(sections, session.state), reason })).told;
    }
    catch (error) {
        if (!(error instanceof errors/* ActionError */.lZ))
            throw error;
        return [`The rollback did not succeed: ${error.message.replace(/\.$/, "")}.`, error.hint ?? ""].join(" ").trim();
    }
}
function restated(error, told) {
    error.message = `${error.message.replace(/\.$/, "")}. ${told}`;
    return error;
}


/***/ }),

/***/ 59215:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  w4: () => (/* binding */ admit),
  SH: () => (/* binding */ admitOpening),
  Ve: () => (/* binding */ enter),
  og: () => (/* binding */ gatesOf),
  b6: () => (/* binding */ mayMigrate),
  gS: () => (/* binding */ openRelease),
  K1: () => (/* binding */ overtaken),
  Cu: () => (/* binding */ writeApprovals)
});

// EXTERNAL MODULE: ./tmp/build/core/lease.js
var lease = __webpack_require__(42310);
// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
// EXTERNAL MODULE: ./tmp/build/stages/approved-plan.js
var approved_plan = __webpack_require__(70861);
// EXTERNAL MODULE: ./tmp/build/stages/check-gates.js + 1 modules
var check_gates = __webpack_require__(28123);
// EXTERNAL MODULE: ./tmp/build/core/deployment-mark.js
var deployment_mark = __webpack_require__(78983);
;// CONCATENATED MODULE: ./tmp/build/stages/check-published.js


async function checkPublished(options) {
    const { effects, github, journal, application, environment } = options;
    const known = await read(options);
    const marked = known.flatMap((deployment) => {
        const place = (0,deployment_mark/* markedPlace */.c)(deployment.description, application);
        return place === null ? [] : [{ deployment, place }];
    });
    const [newest] = marked;
    if (newest !== undefined && !(await journal.contains(newest.place)))
        throw setBack(options, newest);
    for (const line of drift(options, known))
        effects.log.warn(`${line} in ${environment} of ${github.repository}`);
}
async function read({ effects, github, environment }) {
    try {
        return await github.deployments(environment);
    }
    catch (error) {
        if (!(error instanceof errors/* ActionError */.lZ) || error instanceof errors/* CancelledError */.cc)
            throw error;
        effects.log.warn(`The journal could not be held against GitHub's Deployments: ${error.message}`);
        return [];
    }
}
function drift({ state, application }, known) {
    const { live } = state;
    const good = known.find(({ state: now }) => now === "success");
    if (good === undefined || live === null || good.commit === live.commit)
        return [];
    const shown = `GitHub shows ${good.commit.slice(0, 8)} (Deployment ${good.id}) as live`;
    const isOurs = (0,deployment_mark/* markedPlace */.c)(good.description, application) !== null;
    if (isOurs)
        return [`${shown}; the journal knows that ${live.version} is, and the next good release puts that right`];
    if (good.createdAt <= live.at)
        return [];
    return [`${shown}, the journal ${live.version}: somebody else may have deployed`];
}
function setBack({ journal, github }, { deployment, place }) {
    return new errors/* RefusedError */.fk(`the journal was set back: Deployment ${deployment.id} of ${deployment.createdAt} names its entry ${place}, which ${journal.location} does not hold`, {
        hint: `Find out who has moved the ref, and put it back to ${place} (it is kept in clones and in the repository's activity for a while). ` +
            `If the journal was begun anew on purpose, delete the Deployments of the old one: \`gh api -X DELETE repos/${github.repository}/deployments/${deployment.id}\`.`,
    });
}

// EXTERNAL MODULE: ./tmp/build/core/slots.js
var slots = __webpack_require__(32501);
// EXTERNAL MODULE: ./tmp/build/stages/facing.js
var facing = __webpack_require__(74844);
;// CONCATENATED MODULE: ./tmp/build/stages/put-weight-back.js



async function putWeightBack({ session }, { shifts, slot: step }, planned) {
    const { live } = session.state;
    if (live === null)
        return;
    const { slot, commit, version } = live;
    for (const { item, router } of shifts.filter(({ router }) => !(0,facing/* isFlag */.RV)(router.port))) {
        const before = await router.port.read();
        const share = (0,slots/* shareOf */.tC)(before, slot);
        if (share === 100)
            continue;
        const known = planned.find((split) => split.item === item);
        const told = `\`${item}\` sends ${share} % to slot ${slot}`;
        if (known === undefined || (0,slots/* shareOf */.tC)(known, slot) !== share) {
            throw new errors/* RefusedError */.fk(`${told}, and the plan says otherwise: somebody has changed it meanwhile`, {
                hint: "Find out who, and why; then run this again.",
            });
        }
        const doubt = await doubtAbout(step, live);
        if (doubt !== null) {
            throw new errors/* RefusedError */.fk(`${told}, and all of it cannot be put back: ${doubt}`, {
                hint: "Start it, put the weight back by hand, or record what is live with `deploy-actions adopt`.",
            });
        }
        const intent = {
            doing: `Put all traffic of ${item} back to ${version} in slot ${slot}: ${share} % was set by hand`,
            deed: "set-weight",
            item,
            adapter: router.record,
            release: { commit, version, slot },
            before: { active: before.active, weight: before.weight },
            asked: { slot, weight: 100 },
            reason: "changed by hand, and `on-drift: overwrite`",
        };
        await session.mutate(intent, async () => {
            await router.port.setWeight(slot, 100);
            await router.port.promote(slot);
            const after = (0,slots/* shareOf */.tC)(await router.port.read(), slot);
            if (after !== 100)
                throw new errors/* RefusedError */.fk(`\`${item}\` was asked for 100 % and says ${after} %`);
            return { weight: after };
        });
    }
}
async function doubtAbout(step, { slot, commit, version }) {
    if (step === null)
        return "without a host nobody can tell whether that slot answers";
    const state = (await step.host.port.slots())[slot];
    if (state.status === "ready" && state.commit === commit)
        return null;
    return `the slot is ${state.status} and does not serve ${version}`;
}

// EXTERNAL MODULE: ./tmp/build/stages/supersede.js
var supersede = __webpack_require__(88504);
// EXTERNAL MODULE: ./tmp/build/stages/survey.js + 13 modules
var stages_survey = __webpack_require__(20045);
// EXTERNAL MODULE: ./tmp/build/stages/writer.js
var writer = __webpack_require__(59789);
// EXTERNAL MODULE: ./tmp/build/actions/conditions.js + 5 modules
var conditions = __webpack_require__(15735);
// EXTERNAL MODULE: ./tmp/build/actions/deployment.js + 1 modules
var actions_deployment = __webpack_require__(79681);
// EXTERNAL MODULE: ./tmp/build/actions/release-times.js
var release_times = __webpack_require__(1672);
;// CONCATENATED MODULE: ./tmp/build/actions/opening.js












async function admit(asking) {
    const { deployment, sections, state } = asking;
    if (state.open?.commit !== deployment.release.commit) {
        await refuseTakenBack(deployment);
        return admitOpening(asking);
    }
    const gates = gatesOf(deployment, sections);
    const approvals = await (0,check_gates/* checkGates */.P7)({ ...gates, gates: (0,check_gates/* gatesToCheck */.ME)(state.open, gates) });
    (0,check_gates/* refuseUsed */.G4)(approvals, state, state.open);
    return { surveyed: state, approvals, survey: null };
}
const reach = 200;
async function refuseTakenBack({ journal, task, release }) {
    const { run } = task.effects;
    if ((0,lease/* runOf */.ng)(run) === null)
        return;
    const entries = await journal.entries(reach);
    const opened = entries.find(({ deed, release: known }) => deed === "open" && known?.commit === release.commit);
    if (opened?.run.id === run.id)
        throw overtaken(release.version);
}
async function admitOpening({ deployment, sections, chain, state }) {
    const approvals = await (0,check_gates/* checkGates */.P7)(gatesOf(deployment, sections));
    (0,check_gates/* refuseUsed */.G4)(approvals, state, null);
    await holdAgainstGitHub(deployment, state);
    const survey = await refuseChanged(deployment, sections, { chain, state });
    return { surveyed: state, approvals, survey };
}
function gatesOf({ task, github }, sections) {
    const { common, effects } = task;
    const asked = (0,release_times/* planValues */.G0)(sections);
    const terms = { now: effects.now(), validFor: asked["approval-valid-for"], reviewers: asked["gate-reviewers"] };
    return { gates: common.gate ?? [], run: effects.run, github, terms };
}
async function refuseChanged(deployment, sections, { chain, state }) {
    const survey = await (0,actions_deployment/* surveyFor */.Kd)(deployment, sections, chain, state);
    const { plan, digest, parts } = survey;
    (0,stages_survey/* refuseObstacles */.T)(plan.obstacles);
    const { common, effects } = deployment.task;
    const approved = common["approved-digest"];
    (0,approved_plan/* refuseOtherPlan */.gq)(approved === undefined ? approved : effects.redact(approved), effects.redact(digest), parts);
    return survey;
}
async function holdAgainstGitHub(deployment, state) {
    const github = await deployment.github();
    if (github !== null)
        await checkPublished({ ...deployment, effects: deployment.task.effects, github, state });
}
async function enter(work, admission) {
    const { commit, version } = work.deployment.release;
    const { open } = work.session.state;
    if (admission.surveyed.open?.commit === commit && open?.id !== admission.surveyed.open.id)
        throw overtaken(version);
    if (open?.commit !== commit)
        return openRelease(work, admission);
    (0,check_gates/* gatesToCheck */.ME)(open, gatesOf(work.deployment, work.sections));
    (0,check_gates/* refuseUsed */.G4)(admission.approvals, work.session.state, open);
    await writeApprovals(work, admission.approvals);
}
function overtaken(version) {
    return new errors/* RefusedError */.fk(`${version} was finished or taken back by another run in the meantime`, {
        hint: "Look at `deploy-actions status`; nothing was changed by this run.",
    });
}
async function openRelease(work, { surveyed, approvals, survey: first }) {
    const { deployment, sections, chain, session, context } = work;
    const { commit, version } = deployment.release;
    const isOther = decisive(session.state) !== decisive(surveyed);
    const { state } = session;
    const survey = isOther || first === null ? await refuseChanged(deployment, sections, { chain, state }) : first;
    await refuseWrongTime(deployment, sections);
    const inherits = await (0,supersede/* supersede */.h)(context);
    if (session.state.open !== null) {
        throw new errors/* RefusedError */.fk(`${session.state.open.version} was opened by another run in the meantime`, {
            hint: "Wait until it is finished, or take it back with `deploy-actions rollback`.",
        });
    }
    (0,check_gates/* refuseUsed */.G4)(approvals, session.state, null);
    if ((0,release_times/* planValues */.G0)(sections)["on-drift"] === "overwrite")
        await putWeightBack(context, chain, survey.splits);
    const slot = await (0,approved_plan/* slotAsPlanned */.Rq)(context, chain, survey.plan);
    await session.write({ phase: "done", deed: "open", release: { commit, version, slot }, asked: (0,writer/* toJson */.aB)({ inherits }) });
    context.effects.log.info(`Open release ${version} (${commit.slice(0, 8)}) for slot ${slot}`);
    context.effects.log.event("open", { commit, version, slot });
    const { evidence } = survey;
    if (evidence !== null)
        await session.write({ phase: "done", deed: "rehearse", after: (0,writer/* toJson */.aB)(evidence) });
    await writeApprovals(work, approvals);
    await writeExceptions(work);
    await context.publisher?.opened(session);
}
function decisive({ open, live, bad }) {
    return JSON.stringify([open?.id, open?.prepared, open?.shifts, live, bad]);
}
async function refuseWrongTime({ task }, sections) {
    (0,stages_survey/* refuseObstacles */.T)(await (0,release_times/* timeObstacles */.U8)(sections, task.common["override-freeze"]));
}
function mayMigrate({ deployment, sections, chain }, looked) {
    if (chain.migrate === null)
        return chain;
    const mayBegin = () => refuseWrongTime(deployment, sections);
    return { ...chain, migrate: { ...chain.migrate, mayBegin, ...(looked === undefined ? {} : { looked }) } };
}
async function writeApprovals({ session, context }, approvals) {
    const known = session.state.open?.approvals ?? [];
    for (const approval of approvals) {
        if (known.some(({ gate, run }) => gate === approval.gate && run === approval.run))
            continue;
        const after = (0,writer/* toJson */.aB)({ ...approval, comment: approval.comment.slice(0, longestComment) });
        await session.write({ phase: "done", deed: "approve", item: approval.gate, after });
        context.effects.log.info(`Note the approval of ${approval.gate} by ${approval.user}`);
    }
}
const longestComment = 1000;
async function writeExceptions({ deployment, sections, session }) {
    const override = await (0,release_times/* overrideNow */.XI)(sections, deployment.task.common["override-freeze"]);
    if (override !== null) {
        await session.write({ phase: "note", deed: "override", after: (0,writer/* toJson */.aB)(override), reason: override.reason });
    }
    for (const signOff of (0,conditions/* checklistSignOffs */.S)(sections)) {
        await session.write({ phase: "note", deed: "sign-off", item: signOff.item, after: (0,writer/* toJson */.aB)(signOff) });
    }
}


/***/ }),

/***/ 71551:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _: () => (/* binding */ whyStay)
/* harmony export */ });
/* harmony import */ var _release_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(59997);

function whyStay(open) {
    return (0,_release_js__WEBPACK_IMPORTED_MODULE_0__/* .whyHold */ .u)(open) ?? (open.migration === null ? null : whyHalf(open.migration));
}
function whyHalf({ applied, versions, verdict, steps }) {
    if (applied || versions.length === 0)
        return null;
    const isSafe = steps === undefined ? verdict === "SAFE" : steps.every((step) => step.verdict === "SAFE");
    return isSafe ? null : `nobody knows how far ${versions.join(", ")} came, and that is ${verdict}`;
}


/***/ }),

/***/ 59997:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   h: () => (/* binding */ decideRollback),
/* harmony export */   u: () => (/* binding */ whyHold)
/* harmony export */ });
/* harmony import */ var _maintenance_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(44291);
/* harmony import */ var _take_back_way_back_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(85481);


function decideRollback(state, terms) {
    const release = state.open;
    if (release === null) {
        const good = state.live === null ? "no release was ever verified good" : `${state.live.version} is live and good`;
        return { kind: "nothing", why: `no release is open and ${good}` };
    }
    const way = wayOf(release, terms, (0,_maintenance_js__WEBPACK_IMPORTED_MODULE_1__/* .leftOn */ .Zu)(state) !== null);
    if (way.kind === "hold")
        return { kind: "hold", release, why: way.why };
    return { kind: "put-back", release, way, isBad: release.failure !== null && release.isBlameless !== true };
}
function wayOf(release, terms, isShut = false) {
    const highest = Math.max(0, ...release.shifts.map((shift) => shift.highest));
    return (0,_take_back_way_back_js__WEBPACK_IMPORTED_MODULE_0__/* .wayBack */ .l)(release.migration, { ...terms, highest, isShut, hasPrevious: release.previous !== null });
}
function whyHold(release) {
    const way = wayOf(release, { policy: "auto", now: 0, fullUntil: null });
    if (way.kind === "hold")
        return way.why;
    if (way.kind === "down")
        return `${way.why}; it has to be taken down before`;
    const isOpen = way.kind === "leave" && way.probes.length > 0;
    return isOpen ? "the database has to be asked before whether the previous release can work on it" : null;
}


/***/ }),

/***/ 28123:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  P7: () => (/* binding */ checkGates),
  ME: () => (/* binding */ gatesToCheck),
  G4: () => (/* binding */ refuseUsed)
});

;// CONCATENATED MODULE: ./tmp/build/core/approval.js
const clockSkew = 5 * 60_000;
const again = "Start a new run; a re-run does not bypass the gate.";
function decideGate(facts, terms) {
    const { gate, run } = facts;
    const passed = gateEnd(facts);
    if (typeof passed !== "number")
        return passed;
    const old = ageProblem(gate, passed, terms);
    if (old !== null)
        return approval_closed(old, again);
    const review = decideReview(facts, terms);
    if ("why" in review)
        return review;
    return { isOpen: true, approval: { gate, run, ...review, at: new Date(passed).toISOString() } };
}
function ageProblem(gate, at, { now, validFor }) {
    if (at > now + clockSkew)
        return `\`${gate}\` was passed at ${iso(at)}, which this runner's clock says is yet to come`;
    if (now - at < validFor)
        return null;
    return `\`${gate}\` was passed at ${iso(at)}, longer ago than the ${hours(validFor)} that an approval counts`;
}
function approvalKey({ run, gate }) {
    return `${run}/${gate}`;
}
function usedProblem(gates, used, held) {
    const spent = gates.filter((gate) => used.includes(approvalKey(gate)) && !held.some((one) => approvalKey(one) === approvalKey(gate)));
    if (spent.length === 0)
        return null;
    const names = spent.map(({ gate }) => `\`${gate}\``).join(", ");
    return `the approval of ${names} in run ${spent[0]?.run} was used already for an earlier release`;
}
function gateEnd({ gate, run, jobs }) {
    const name = `gate ${gate}`;
    const found = jobs.filter((job) => job.name === name || job.name.endsWith(` / ${name}`));
    if (found.length === 0)
        return approval_closed(`run ${run} has no job \`${name}\``, `Name the job that waits at it \`${name}\`.`);
    const bad = found.find(({ conclusion }) => conclusion !== "success");
    if (bad !== undefined)
        return approval_closed(`the job \`${bad.name}\` ${ended(bad.conclusion)}`, again);
    const ends = found.map(({ endedAt }) => Date.parse(endedAt ?? ""));
    if (ends.some(Number.isNaN))
        return approval_closed(`GitHub does not say when \`${name}\` ended`, again);
    return Math.min(...ends);
}
function ended(conclusion) {
    return conclusion === null ? "has not ended" : `ended with \`${conclusion}\``;
}
function decideReview({ gate, reviewers, reviews }, terms) {
    const about = reviewsOf(gate, reviews);
    const rejected = about.find(({ state }) => state === "rejected");
    if (rejected !== undefined)
        return approval_closed(`${rejected.user} has rejected \`${gate}\` in this run`, again);
    const approved = about.findLast(({ state }) => state === "approved");
    if (approved !== undefined)
        return { user: approved.user, comment: approved.comment };
    if (reviewers === null)
        return approval_closed(`the GitHub environment \`${gate}\` does not exist`, "Create it, with its reviewers.");
    if (reviewers.length > 0)
        return approval_closed(`nobody has approved \`${gate}\` in this run`, again);
    if (terms.reviewers === "not-enforced")
        return { user: "nobody", comment: "this gate has no required reviewers" };
    return approval_closed(`\`${gate}\` has no required reviewers, so nobody had to approve`, "Give the environment required reviewers, or set `plan: gate-reviewers: not-enforced`.");
}
function reviewsOf(gate, reviews) {
    return reviews.filter(({ environments }) => environments.some((name) => name.toLowerCase() === gate.toLowerCase()));
}
function approval_closed(why, hint) {
    return { isOpen: false, why, hint };
}
function iso(at) {
    return new Date(at).toISOString();
}
function hours(milliseconds) {
    return milliseconds % 3_600_000 === 0 ? `${milliseconds / 3_600_000} h` : `${Math.round(milliseconds / 1000)} s`;
}

// EXTERNAL MODULE: ./tmp/build/core/lease.js
var lease = __webpack_require__(42310);
// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
;// CONCATENATED MODULE: ./tmp/build/stages/check-gates.js



const anew = "Start a new run; a re-run does not bypass the gate.";
async function checkGates({ gates, run, github, terms }) {
    if (gates.length === 0)
        return [];
    const asked = named(gates);
    const id = (0,lease/* runOf */.ng)(run);
    if (id === null)
        throw unverifiable(asked, "this is no run of a GitHub workflow");
    const api = await github();
    if (api === null)
        throw unverifiable(asked, "there is no `github-token` to ask GitHub with");
    const [jobs, reviews, rules] = await ask(asked, async () => {
        const [jobs, reviews] = await Promise.all([api.jobs(id), api.reviews(id)]);
        const rulesOf = (gate) => (reviewsOf(gate, reviews).length > 0 ? null : api.environment(gate));
        return [jobs, reviews, await Promise.all(gates.map(rulesOf))];
    });
    const decisions = gates.map((gate, i) => decideGate({ gate, run: id, jobs, reviews, reviewers: rules[i]?.reviewers ?? null }, terms));
    const shut = decisions.filter((decision) => !decision.isOpen);
    if (shut.length > 0)
        throw refused(shut.map(({ why }) => why).join("; "), shut[0]?.hint ?? anew);
    return decisions.flatMap((decision) => (decision.isOpen ? [decision.approval] : []));
}
function refuseUsed(approvals, { usedApprovals }, open) {
    const problem = usedProblem(approvals, usedApprovals, open?.approvals ?? []);
    if (problem !== null)
        throw refused(problem, anew);
}
function gatesToCheck(open, { gates, run, terms }) {
    if (gates.length === 0)
        return [];
    const id = (0,lease/* runOf */.ng)(run) ?? "";
    if ((0,lease/* runOf */.ng)(open.openedBy) !== id) {
        const who = open.openedBy.url ?? `${open.openedBy.actor} at a terminal`;
        throw refused(`${open.version} was opened by another run (${who}), which this run's approval is not about`, "Wait until it is finished, or take it back with `deploy-actions rollback`.");
    }
    const held = (gate) => open.approvals.find((one) => approvalKey(one) === approvalKey({ run: id, gate }));
    if (open.openedBy.id !== run.id && attemptOf(open.openedBy.id) !== attemptOf(run.id)) {
        const old = gates.flatMap((gate) => {
            const approval = held(gate);
            return approval === undefined ? [] : (ageProblem(gate, Date.parse(approval.at), terms) ?? []);
        });
        if (old.length > 0)
            throw refused(old.join("; "), anew);
    }
    return gates.filter((gate) => held(gate) === undefined);
}
function attemptOf(id) {
    return id.split("/")[1];
}
async function ask(asked, act) {
    try {
        return await act();
    }
    catch (error) {
        if (error instanceof errors/* CancelledError */.cc)
            throw error;
        throw unverifiable(asked, error.message, error);
    }
}
function unverifiable(asked, why, cause) {
    return new errors/* RefusedError */.fk(`whether ${asked} was approved cannot be verified: ${why}`, {
        cause,
        hint: "Run this in a workflow job with `github-token` and `permissions: actions: read`. Nothing was changed.",
    });
}
function refused(why, hint) {
    return new errors/* RefusedError */.fk(`not approved: ${why}`, { hint });
}
function named(gates) {
    return gates.map((gate) => `\`${gate}\``).join(", ");
}


/***/ }),

/***/ 75661:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Jt: () => (/* binding */ disarm),
/* harmony export */   bM: () => (/* binding */ refuseFired),
/* harmony export */   dU: () => (/* binding */ renewAll),
/* harmony export */   mP: () => (/* binding */ renewSwitch),
/* harmony export */   s8: () => (/* binding */ armBefore),
/* harmony export */   um: () => (/* binding */ keepRenewed)
/* harmony export */ });
/* harmony import */ var _core_release_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(59997);
/* harmony import */ var _core_slots_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(32501);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(13134);
/* harmony import */ var _context_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(66011);
/* harmony import */ var _facing_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(74844);





async function armBefore(context, watched, split, weight) {
    const { session, effects } = context;
    const { item, router, deadMan: order } = watched;
    const port = router.port.deadMan;
    if (port === undefined || !order)
        return null;
    const release = (0,_context_js__WEBPACK_IMPORTED_MODULE_3__/* .openRelease */ .g)(session);
    const doubt = whyNot(release, watched, weight);
    if (doubt !== null) {
        await inTurn(port, () => port.disarm());
        effects.log.warn(`\`${item}\` has no dead man's switch at ${weight} %: ${doubt}`);
        return null;
    }
    const isHome = (0,_core_slots_js__WEBPACK_IMPORTED_MODULE_4__/* .shareOf */ .tC)(split, release.slot) === 0;
    const armed = await inTurn(port, () => (isHome ? port.arm(split.raw, order) : port.renew(order)));
    if (armed === null) {
        effects.log.warn(`\`${item}\` has no dead man's switch: how its traffic went before the ramp is not known any more`);
        return null;
    }
    effects.log.info(`Unless it is renewed, ${item} puts its traffic back by itself at ${armed.until}`);
    return armed.until;
}
function whyNot(release, { item, router }, weight) {
    if (release.previous === null && !(0,_facing_js__WEBPACK_IMPORTED_MODULE_2__/* .isFlag */ .RV)(router.port))
        return "there is no earlier release that could have it";
    const raised = { item, weight, highest: weight, setAt: release.openedAt, passedAt: null, promoted: false };
    return (0,_core_release_js__WEBPACK_IMPORTED_MODULE_0__/* .whyHold */ .u)({ ...release, shifts: [...release.shifts, raised] });
}
async function renewSwitch({ session, effects }, watched) {
    await renewIn((0,_context_js__WEBPACK_IMPORTED_MODULE_3__/* .openRelease */ .g)(session), effects, watched);
}
async function renewIn(release, effects, { item, router, deadMan: order }) {
    const port = router.port.deadMan;
    const shift = release.shifts.find((known) => known.item === item);
    if (port === undefined || !order || shift?.deadMan === undefined || shift.promoted)
        return;
    try {
        const renewed = await inTurn(port, () => port.renew(order));
        if (renewed === null)
            effects.log.warn(`The dead man's switch of \`${item}\` is gone: nothing was left to renew`);
    }
    catch (error) {
        if (error instanceof _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .RefusedError */ .fk)
            throw error;
        effects.log.warn(`The dead man's switch of \`${item}\` was not renewed: ${error.message}`);
    }
}
async function renewAll(effects, release, all) {
    const told = [];
    for (const watched of all) {
        await renewIn(release, effects, watched).catch((error) => void told.push(error.message));
    }
    return told;
}
function keepRenewed(context, watched) {
    const { effects } = context;
    const { deadMan: order, router } = watched;
    const ends = new AbortController();
    const keep = async (within) => {
        while (!ends.signal.aborted) {
            await effects.sleep(within / 3, ends.signal).catch(() => undefined);
            if (ends.signal.aborted)
                return;
            await renewSwitch(context, watched).catch((error) => effects.log.warn(error.message));
        }
    };
    if (order && router.port.deadMan !== undefined)
        void keep(order.within);
    return { [Symbol.dispose]: () => ends.abort() };
}
async function refuseFired({ session }, { item, router }) {
    const { slot, shifts } = (0,_context_js__WEBPACK_IMPORTED_MODULE_3__/* .openRelease */ .g)(session);
    const shift = shifts.find((known) => known.item === item);
    const port = router.port.deadMan;
    if (port === undefined || shift?.deadMan === undefined || shift.promoted || shift.weight === 0)
        return;
    const state = await port.state();
    if (state === null || state.firedAt === null)
        return;
    const share = (0,_core_slots_js__WEBPACK_IMPORTED_MODULE_4__/* .shareOf */ .tC)(await (0,_facing_js__WEBPACK_IMPORTED_MODULE_2__/* .facing */ .j2)(router.port, slot).read(), slot);
    throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .RefusedError */ .fk(`the dead man's switch of \`${item}\` has put its traffic back at ${state.firedAt}, because nobody had renewed it: the journal says ${shift.weight} %, and slot ${slot} gets ${share} %`, {
        hint: "`deploy-actions rollback` takes the release back. Find out why the run that watched over it ended.",
    });
}
async function disarm({ session, effects }, { item, router }) {
    const port = router.port.deadMan;
    const shift = (0,_context_js__WEBPACK_IMPORTED_MODULE_3__/* .openRelease */ .g)(session).shifts.find((known) => known.item === item);
    if (port === undefined || shift?.deadMan === undefined)
        return;
    try {
        await inTurn(port, () => port.disarm());
    }
    catch (error) {
        const reason = `the dead man's switch of ${item} could not be disarmed: ${error.message}`;
        effects.log.warn(`${reason}. Disarm it by hand before ${shift.deadMan}, or soon after: it moves traffic then`);
        await session.write({ phase: "note", deed: "set-weight", item, asked: { deadMan: null }, reason });
    }
}
const turns = new WeakMap();
function inTurn(port, job) {
    const run = (turns.get(port) ?? Promise.resolve()).then(job, job);
    turns.set(port, run.catch(() => undefined));
    return run;
}


/***/ }),

/***/ 46237:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   FU: () => (/* binding */ stopSlot),
/* harmony export */   aS: () => (/* binding */ stopPrevious),
/* harmony export */   bL: () => (/* binding */ markGood)
/* harmony export */ });
/* harmony import */ var _core_slots_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(32501);
/* harmony import */ var _context_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(66011);


async function markGood(context) {
    const { session, effects } = context;
    const { commit, version, slot } = (0,_context_js__WEBPACK_IMPORTED_MODULE_0__/* .openRelease */ .g)(session);
    const release = { commit, version, slot };
    await session.write({ phase: "done", deed: "mark-good", release });
    effects.log.info(`${version} is live and verified good`);
    effects.log.event("good", { ...release });
    return release;
}
async function stopSlot(context, slot, { host, routers, drain }) {
    const { session } = context;
    const state = (await host.port.slots())[slot];
    if (state.status === "empty" || state.status === "stopped")
        return;
    const intent = {
        doing: `Stop slot ${slot} (${state.version})`,
        deed: "stop",
        adapter: host.record,
        before: { status: state.status, commit: state.commit },
        asked: { slot },
        undo: { deed: "start", slot, commit: state.commit },
    };
    await session.mutate(intent, async () => {
        await waitUntilIdle(context, slot, routers, drain);
        await host.port.stop(slot, drain);
        return { status: (await host.port.slots())[slot].status };
    });
}
async function stopPrevious(context, release, options) {
    await stopSlot(context, (0,_core_slots_js__WEBPACK_IMPORTED_MODULE_1__/* .other */ .F)(release.slot), options);
}
async function waitUntilIdle(context, slot, routers, drain) {
    const { effects } = context;
    const deadline = effects.monotonic() + drain;
    for (const router of routers) {
        for (;;) {
            const inFlight = await router.inFlight(slot).catch(() => null);
            if (inFlight === null || inFlight === 0)
                break;
            if (effects.monotonic() >= deadline) {
                effects.log.warn(`${inFlight} requests to slot ${slot} are still in flight after ${drain} ms`);
                break;
            }
            await effects.sleep(50);
        }
    }
}


/***/ }),

/***/ 23268:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  iW: () => (/* binding */ enterMaintenance),
  vh: () => (/* binding */ hasLostLease),
  De: () => (/* binding */ leaveMaintenance),
  FN: () => (/* binding */ liftMaintenance),
  yg: () => (/* binding */ withMaintenance)
});

// EXTERNAL MODULE: ./tmp/build/core/maintenance.js
var maintenance = __webpack_require__(44291);
// EXTERNAL MODULE: ./tmp/build/core/maintenance-end.js
var maintenance_end = __webpack_require__(71551);
// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
;// CONCATENATED MODULE: ./tmp/build/stages/confirm-maintenance.js

const patience = 15_000;
const pause = 250;
const answerTime = 5_000;
async function proveMaintenance(effects, proving, on) {
    const deadline = effects.monotonic() + patience;
    for (;;) {
        const problem = (await misread(proving.port, on)) ?? (await misanswered(effects, proving, on));
        if (problem === null)
            break;
        if (effects.monotonic() >= deadline) {
            if (!on && problem.isFromOutside)
                return effects.log.warn(`Maintenance is off, and ${problem.told}`);
            throw new errors/* AbortedError */.oM(`maintenance is not ${on ? "on" : "off"}: ${problem.told}`, {
                hint: on
                    ? "Nothing else was changed. Look at what serves the address, then run this again."
                    : "Turn it off by hand now, then run `deploy-actions maintenance off` so that the journal follows.",
            });
        }
        await effects.sleep(pause);
    }
    if (proving.confirmUrl === null && (await proving.port.verify(on)) === "unknown")
        effects.log.warn("Nobody has confirmed what visitors get: set `confirm-url`");
}
async function misread(port, on) {
    const state = await port.state();
    if (state.on !== on)
        return { told: `it is read back as ${state.on ? "on" : "off"}`, isFromOutside: false };
    if ((await port.verify(on)) !== "not-yet")
        return null;
    return { told: "it is not in effect", isFromOutside: false };
}
async function misanswered(effects, { port, confirmUrl }, on) {
    if (confirmUrl === null)
        return null;
    const outside = (told) => ({ told: `${told} (\`confirm-url\`)`, isFromOutside: true });
    const { status, retryAfter } = await ask(effects, confirmUrl);
    if (!on)
        return status === 503 ? outside("visitors still get 503") : null;
    if (status !== 503)
        return outside(`visitors get ${status ?? "no answer"}, not 503`);
    if (retryAfter === null)
        return outside("visitors get 503 without Retry-After");
    const [path] = port.exempt.filter((one) => !one.endsWith("*"));
    if (path === undefined)
        return null;
    const exempt = await ask(effects, new URL(path, confirmUrl).href);
    const isServed = exempt.status !== null && exempt.status >= 200 && exempt.status < 300;
    return isServed ? null : outside(`\`${path}\` is exempt and gets ${exempt.status ?? "no answer"}`);
}
async function ask({ fetch }, url) {
    try {
        const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(answerTime) });
        await response.body?.cancel();
        return { status: response.status, retryAfter: response.headers.get("retry-after") };
    }
    catch {
        return { status: null, retryAfter: null };
    }
}

;// CONCATENATED MODULE: ./tmp/build/stages/maintenance.js




async function enterMaintenance(context, step, isManual = false) {
    const { session, effects } = context;
    const { port, record } = step.mode;
    const { on } = await port.state();
    if (on && !isManual && (0,maintenance/* leftOn */.Zu)(session.state) === null) {
        effects.log.warn("Maintenance is on already, and not by this release: it is left as it is");
        return false;
    }
    const intent = {
        doing: `Turn maintenance on (503, Retry-After: ${step.retryAfter})`,
        deed: "maintenance-on",
        adapter: record,
        before: { on },
        asked: { retryAfter: step.retryAfter, isManual },
        undo: { deed: "maintenance-off" },
    };
    try {
        await session.mutate(intent, async () => {
            await port.enter(step.retryAfter);
            await proveMaintenance(effects, { port, confirmUrl: step.confirmUrl }, true);
            return { on: true };
        });
        return true;
    }
    catch (error) {
        await afterEntering(context, { mode: step.mode, wasOn: on }, error);
        throw error;
    }
}
async function afterEntering(context, { mode, wasOn }, error) {
    if (await hasLostLease(context))
        return;
    if (wasOn)
        return told(error, "It was on before this already");
    await leaveMaintenance(context, { mode, confirmUrl: null, why: "it could not be turned on" }).catch((second) => told(error, `Maintenance may be on: ${messageOf(second)}`));
}
async function hasLostLease({ session }) {
    if (session.signal.reason instanceof errors/* RefusedError */.fk)
        return true;
    try {
        await session.write({ phase: "note", deed: "renew" });
        return false;
    }
    catch (error) {
        return error instanceof errors/* RefusedError */.fk;
    }
}
async function leaveMaintenance({ effects, session }, { mode, confirmUrl, why }) {
    const { port, record } = mode;
    effects.log.info("Turn maintenance off");
    await port.leave();
    await proveMaintenance(effects, { port, confirmUrl }, false);
    effects.log.event("maintenance", { on: false });
    await session.write({
        phase: "done",
        deed: "maintenance-off",
        adapter: record,
        before: { on: true },
        after: { on: false },
        reason: why,
    });
}
async function liftMaintenance(context, ways, why) {
    const record = (0,maintenance/* leftOn */.Zu)(context.session.state);
    if (record === null)
        return false;
    if (ways === undefined)
        throw new Error("maintenance is on, and nobody has said how it is turned off");
    try {
        const mode = ways.reopen(record.adapter);
        await leaveMaintenance(context, { mode, confirmUrl: ways.step?.confirmUrl ?? null, why });
        return true;
    }
    catch (error) {
        throw stillOn(error);
    }
}
function stillOn(error) {
    if (!(error instanceof errors/* ActionError */.lZ) || error instanceof errors/* CancelledError */.cc || error instanceof errors/* RefusedError */.fk)
        return error;
    const what = error instanceof errors/* InputError */.dz ? error.problems.map((one) => `${one.where} ${one.what}`).join("; ") : error.message;
    return new errors/* AbortedError */.oM(`maintenance is still on: ${what}`, {
        cause: error,
        hint: `${error.hint === undefined ? "" : `${error.hint} `}\`deploy-actions rollback\` or \`maintenance off\` tries again.`,
    });
}
async function withMaintenance(context, ways, work) {
    const step = ways?.step ?? null;
    let result;
    try {
        result = await work(async () => {
            if (step !== null)
                await enterMaintenance(context, step);
        });
    }
    catch (error) {
        await afterFailure(context, ways, error);
        throw error;
    }
    await liftMaintenance(context, ways, "the work is done");
    return result;
}
async function afterFailure(context, ways, error) {
    const { session, effects } = context;
    if ((0,maintenance/* leftOn */.Zu)(session.state) === null || (await hasLostLease(context)))
        return;
    const { open } = session.state;
    const doubt = open === null ? null : (0,maintenance_end/* whyStay */._)(open);
    if (doubt !== null) {
        effects.log.warn(`Maintenance stays on: ${doubt}`);
        told(error, `Maintenance stays on until the rollback has ended: ${doubt}`);
        return;
    }
    try {
        await liftMaintenance(context, ways, "the work has failed, and the live release works on what is there");
    }
    catch (second) {
        told(error, messageOf(second).replace(/^maintenance/, "Maintenance"));
    }
}
function told(error, what) {
    if (error instanceof errors/* ActionError */.lZ)
        error.message = `${error.message.replace(/\.$/, "")}. ${what}`;
}
function messageOf(error) {
    return error instanceof Error ? error.message : String(error);
}


/***/ }),

/***/ 84747:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (/* binding */ lostBefore),
/* harmony export */   c: () => (/* binding */ watchSwitch)
/* harmony export */ });
/* harmony import */ var _core_switch_proof_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(29753);
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

const [shortest, longest] = [1_000, 6_000];
function watchSwitch(effects, proving) {
    let running = proving?.prober.start() ?? null;
    const started = effects.monotonic();
    const stop = async () => {
        const probe = running;
        running = null;
        await probe?.[Symbol.asyncDispose]();
    };
    return {
        async finish(before = 0) {
            if (running === null || proving === null)
                return null;
            const rest = shortest - (effects.monotonic() - started);
            if (rest > 0)
                await effects.sleep(rest, effects.signal).catch(() => { });
            const proof = effects.signal.aborted ? null : await inTime(effects, running);
            if (proof === null) {
                await stop();
                return null;
            }
            running = null;
            effects.log.info(`Proof: ${(0,_core_switch_proof_js__WEBPACK_IMPORTED_MODULE_0__/* .tellProof */ .yA)(proof)}`);
            effects.log.event("switch-proof", { ...proof });
            return { proof, problem: (0,_core_switch_proof_js__WEBPACK_IMPORTED_MODULE_0__/* .proofProblem */ .Q9)(proof, proving.maxLost, before) };
        },
        [Symbol.asyncDispose]: stop,
    };
}
async function inTime(effects, probe) {
    const over = new AbortController();
    const late = effects.sleep(longest, AbortSignal.any([over.signal, effects.signal])).then(() => null, () => null);
    try {
        return await Promise.race([probe.finish(), late]);
    }
    finally {
        over.abort();
    }
}
async function lostBefore(effects, proving) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        if (proving === null)
            return 0;
        const probe = __addDisposableResource(env_1, proving.prober.start(), true);
        await effects.sleep(shortest, effects.signal);
        const proof = await inTime(effects, probe);
        const share = proof === null ? 0 : (0,_core_switch_proof_js__WEBPACK_IMPORTED_MODULE_0__/* .lossOf */ .je)(proof);
        if (share > 0)
            effects.log.warn(`${share.toFixed(1)} % of the requests are lost already, before any traffic is moved`);
        return share;
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


/***/ }),

/***/ 29120:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GT: () => (/* binding */ returnUnlessHeld),
/* harmony export */   Sj: () => (/* binding */ returnEach),
/* harmony export */   _i: () => (/* binding */ returnTraffic)
/* harmony export */ });
/* harmony import */ var _core_ramp_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(95782);
/* harmony import */ var _core_release_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(59997);
/* harmony import */ var _core_slots_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(32501);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(13134);
/* harmony import */ var _context_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(66011);
/* harmony import */ var _dead_man_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(75661);
/* harmony import */ var _facing_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(74844);







const patience = 2_000;
async function returnEach({ effects }, routers, putBack) {
    const jobs = [];
    for (const router of [...routers].reverse()) {
        const job = putBack(router).catch((error) => error);
        jobs.push(job);
        const over = new AbortController();
        await Promise.race([job, effects.sleep(patience, over.signal).catch(() => undefined)]);
        over.abort();
    }
    const all = await Promise.all(jobs);
    const failed = all.find((one) => one instanceof Error);
    const back = all.filter((one) => !(one instanceof Error));
    const told = back.map(({ told }) => told).join(". ");
    if (failed === undefined)
        return { told, isConfirmed: back.every(({ isConfirmed }) => isConfirmed) };
    if (told !== "")
        failed.message = `${failed.message}. ${told}`;
    throw failed;
}
async function returnUnlessHeld(context, item, router, why) {
    const release = (0,_context_js__WEBPACK_IMPORTED_MODULE_4__/* .openRelease */ .g)(context.session);
    const doubt = (0,_core_release_js__WEBPACK_IMPORTED_MODULE_0__/* .whyHold */ .u)(release);
    if (doubt === null)
        return returnTraffic(context, item, router, why);
    const told = `All traffic stays on slot ${release.slot}: ${doubt}. Run \`deploy-actions rollback\`, which says what can be chosen`;
    return { told, isConfirmed: false };
}
async function returnTraffic(context, item, router, why) {
    const { session, effects } = context;
    const { slot, shifts } = (0,_context_js__WEBPACK_IMPORTED_MODULE_4__/* .openRelease */ .g)(session);
    const known = shifts.find((shift) => shift.item === item);
    const isOfFlag = (0,_facing_js__WEBPACK_IMPORTED_MODULE_3__/* .isFlag */ .RV)(router.port);
    if (isOfFlag && (known === undefined || known.kept === true)) {
        return { told: `\`${item}\` stays as it was before this release`, isConfirmed: true };
    }
    const port = (0,_facing_js__WEBPACK_IMPORTED_MODULE_3__/* .facing */ .j2)(router.port, slot);
    const before = await port.read();
    const share = (0,_core_slots_js__WEBPACK_IMPORTED_MODULE_5__/* .shareOf */ .tC)(before, slot);
    const wasShifted = known !== undefined && (0,_core_ramp_js__WEBPACK_IMPORTED_MODULE_6__/* .isUnderWay */ .gn)(known);
    const words = isOfFlag ? ofFlag(item) : ofTraffic((0,_core_slots_js__WEBPACK_IMPORTED_MODULE_5__/* .other */ .F)(slot));
    if (share > 0)
        effects.log.info(words.doing);
    await port.setWeight(slot, 0);
    const hadGroups = await withdrawGroups(port, slot, known?.found?.cohorts ?? []);
    const isConfirmed = await confirmReturned(context, port, slot);
    await (0,_dead_man_js__WEBPACK_IMPORTED_MODULE_2__/* .disarm */ .Jt)(context, { item, router });
    if (share > 0 || wasShifted || hadGroups) {
        effects.log.event("weight", { item, slot, weight: 0 });
        await session.write({
            phase: "done",
            deed: "set-weight",
            item,
            adapter: router.record,
            before: { active: before.active, weight: before.weight },
            asked: { slot, weight: 0 },
            after: { weight: 0 },
            reason: why,
        });
    }
    return { told: share > 0 ? words.done : `No traffic was on slot ${slot}`, isConfirmed };
}
const ofTraffic = (home) => ({
    doing: `Put all traffic back to slot ${home}`,
    done: `All traffic is back on slot ${home}`,
});
const ofFlag = (item) => ({ doing: `Turn ${item} off`, done: `\`${item}\` is off` });
async function withdrawGroups({ cohorts }, slot, kept) {
    if (cohorts === undefined)
        return false;
    const surplus = (names) => names.filter((name) => !kept.includes(name));
    if (surplus(await cohorts.read()).length === 0)
        return false;
    await cohorts.write(slot, kept);
    const left = surplus(await cohorts.read());
    if (left.length === 0)
        return true;
    throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .AbortedError */ .oM(`traffic could not be put back: ${left.join(", ")} still get the new release`, {
        hint: "Set it by hand now, then run `deploy-actions rollback` so that the journal follows.",
    });
}
async function confirmReturned({ effects }, router, slot) {
    await router.promote((0,_core_slots_js__WEBPACK_IMPORTED_MODULE_5__/* .other */ .F)(slot));
    const share = (0,_core_slots_js__WEBPACK_IMPORTED_MODULE_5__/* .shareOf */ .tC)(await router.read(), slot);
    const effect = share === 0 ? await router.verify(slot, 0).catch((error) => error) : "not-yet";
    if (effect === "not-yet") {
        throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .AbortedError */ .oM(`traffic could not be put back: the router still sends ${share} % to slot ${slot}`, {
            hint: "Set it by hand now, then run `deploy-actions rollback` so that the journal follows.",
        });
    }
    if (!(effect instanceof Error))
        return true;
    effects.log.warn(`The split is set back and read back, but could not be confirmed: ${effect.message}`);
    return false;
}


/***/ }),

/***/ 19514:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  F: () => (/* binding */ rollBack)
});

// EXTERNAL MODULE: ./tmp/build/core/maintenance.js
var core_maintenance = __webpack_require__(44291);
// EXTERNAL MODULE: ./tmp/build/core/release.js
var release = __webpack_require__(59997);
// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
// EXTERNAL MODULE: ./tmp/build/stages/facing.js
var facing = __webpack_require__(74844);
// EXTERNAL MODULE: ./tmp/build/stages/finish.js
var finish = __webpack_require__(46237);
;// CONCATENATED MODULE: ./tmp/build/stages/held.js

function held(why) {
    return new errors/* RefusedError */.fk(`the rollback waits for a person: ${why}`, {
        hint: "Either repair forward (deploy a mended commit), or say what becomes of the database: `deploy-actions rollback --database leave` (the previous release works on the present schema), `--database down` (take the migrations down), or `--database restore --backup latest --confirm <name>`.",
    });
}

// EXTERNAL MODULE: ./tmp/build/stages/maintenance.js + 1 modules
var stages_maintenance = __webpack_require__(23268);
// EXTERNAL MODULE: ./tmp/build/stages/prove-switch.js
var prove_switch = __webpack_require__(84747);
// EXTERNAL MODULE: ./tmp/build/core/slots.js
var slots = __webpack_require__(32501);
;// CONCATENATED MODULE: ./tmp/build/stages/prove-target.js



async function isReady({ host }, previous) {
    return host === null || (await statusOf(host.port, previous)) === "ready";
}
async function proveTarget(context, options, previous) {
    const { session, effects } = context;
    const { host } = options;
    if (host === null)
        return;
    const release = { commit: previous.commit, version: previous.version };
    const status = await statusOf(host.port, previous);
    if (status === "ready" || (status === "unsure" && (await answersInTime(host.port, previous))))
        return;
    const hasTraffic = await takesTraffic(options, previous);
    effects.log.warn(`Slot ${previous.slot} does not answer as ${previous.version}${hasTraffic ? " and has traffic" : ""}; it is started again`);
    const asked = { slot: previous.slot, commit: previous.commit };
    const intent = {
        doing: `Start ${previous.version} again in slot ${previous.slot}`,
        deed: "start",
        adapter: host.record,
        asked,
        release: { ...release, slot: previous.slot },
    };
    await session.mutate(intent, async () => {
        await host.port.prepare(previous.slot, release);
        await host.port.start(previous.slot, release);
        const readiness = await host.port.ready(previous.slot, release, options.readyTimeout);
        if (!readiness.ready)
            throw targetUnwell(previous, readiness);
        return { url: host.port.url(previous.slot), slot: previous.slot };
    });
}
const patience = 10_000;
async function statusOf(host, { slot, commit }) {
    try {
        const state = (await host.slots())[slot];
        if (state.status === "empty" || state.status === "stopped" || state.commit !== commit)
            return "gone";
        return state.status === "ready" ? "ready" : "unsure";
    }
    catch (error) {
        if (error instanceof errors/* ActionError */.lZ)
            return "unsure";
        throw error;
    }
}
async function answersInTime(host, { slot, commit, version }) {
    return (await host.ready(slot, { commit, version }, patience)).ready;
}
async function takesTraffic(options, previous) {
    const splits = await Promise.all(options.routers.filter(({ router }) => !(0,facing/* isFlag */.RV)(router.port)).map(({ router }) => router.port.read()));
    return splits.some((split) => (0,slots/* shareOf */.tC)(split, previous.slot) > 0);
}
function targetUnwell(previous, { why, lastLines }) {
    return new errors/* AbortedError */.oM(`${previous.version} cannot be put back, because it does not run: ${why}`, {
        hint: `No traffic was moved. Start it by hand or deploy a repaired commit. Its last log lines:\n${lastLines}`,
    });
}

// EXTERNAL MODULE: ./tmp/build/stages/return-traffic.js
var return_traffic = __webpack_require__(29120);
;// CONCATENATED MODULE: ./tmp/build/stages/roll-back-in-maintenance.js



async function putBackInMaintenance(context, ways, way, putBack) {
    if (way === "down" || way === "restore")
        await holdTraffic(context, ways);
    let result;
    try {
        result = await putBack();
    }
    catch (error) {
        await afterFailure(context, ways, error);
        throw error;
    }
    await (0,stages_maintenance/* liftMaintenance */.FN)(context, ways, "everything is put back");
    return result;
}
async function holdTraffic(context, ways) {
    const step = ways?.step ?? null;
    if (step === null || step.during === "never")
        return;
    try {
        await (0,stages_maintenance/* enterMaintenance */.iW)(context, step);
    }
    catch (error) {
        if (!(error instanceof errors/* ActionError */.lZ) || error instanceof errors/* CancelledError */.cc)
            throw error;
        const isOn = (0,core_maintenance/* leftOn */.Zu)(context.session.state) !== null;
        const how = isOn ? "in maintenance that nobody has confirmed" : "without maintenance";
        context.effects.log.warn(`The rollback begins ${how}: ${error.message}`);
    }
}
async function afterFailure(context, ways, error) {
    const { session } = context;
    if ((0,core_maintenance/* leftOn */.Zu)(session.state) === null || (await (0,stages_maintenance/* hasLostLease */.vh)(context)))
        return;
    const isOver = session.state.open === null;
    const lifted = isOver ? await (0,stages_maintenance/* liftMaintenance */.FN)(context, ways, "everything is put back").catch(() => false) : false;
    if (!lifted && error instanceof errors/* ActionError */.lZ)
        error.message = `${error.message.replace(/\.$/, "")}. ${staysOn}`;
}
const staysOn = "Maintenance stays on; the next `rollback` that comes to its end turns it off";

// EXTERNAL MODULE: ./tmp/build/stages/set-flags.js
var set_flags = __webpack_require__(48006);
// EXTERNAL MODULE: ./tmp/build/stages/patiently.js
var patiently = __webpack_require__(68150);
;// CONCATENATED MODULE: ./tmp/build/stages/take-down.js



async function takeDown(context, options) {
    const { steps, migrator, migration } = options;
    const { applied } = await migrator.port.state();
    const there = steps.filter(({ version }) => applied.some((one) => one.version === version));
    const newest = applied.slice(-there.length).map(({ version }) => version);
    const foreign = there.length === 0 ? [] : newest.filter((version) => !there.some((step) => step.version === version));
    if (foreign.length > 0)
        throw held(`${foreign.join(", ")} was applied since by somebody else and stands above`);
    const isWhole = migration.versions.every((version) => steps.some((step) => step.version === version));
    const prove = async () => {
        if (isWhole && migration.fingerprint !== undefined)
            await compareCatalogue(options, migration.fingerprint);
    };
    for (const step of there.slice(0, -1))
        await takeOneDown(context, options, step);
    const last = there.at(-1);
    if (last === undefined)
        await prove();
    else
        await takeOneDown(context, options, last, prove);
}
async function takeOneDown(context, { migrator, limits, lock, retries }, step, prove = async () => undefined) {
    const { session, effects } = context;
    const { version, name } = step;
    if (migrator.port.rollBack === undefined)
        throw held(`${migrator.port.tool} has no way down: only a restore, or a repair forward, is left`);
    const rollBack = migrator.port.rollBack;
    if (!(await lock.isHeld()))
        throw new errors/* AbortedError */.oM("the lock on the database was lost: its session has ended", {});
    const { applied } = await migrator.port.state();
    const intent = {
        doing: `Take ${name} down`,
        deed: "take-down",
        adapter: migrator.record,
        before: { applied: applied.map((one) => one.version) },
        asked: { version },
    };
    await session.mutate(intent, async () => {
        const { signal } = effects;
        const tries = migrator.port.target.isTransactional ? retries : 0;
        await (0,patiently/* patiently */.d)({ effects, signal, retries: tries, what: `the way down of ${name}`, lock: limits.lock }, () => rollBack({ version, name }, { limits, signal }));
        const after = (await migrator.port.state()).applied.map((one) => one.version);
        if (after.includes(version))
            throw stillApplied(migrator.port.tool, version);
        await prove();
        return { applied: after };
    });
}
function stillApplied(tool, version) {
    return new errors/* AbortedError */.oM(`${tool} ended without an error, but ${version} is still applied`, {
        hint: "No traffic was moved. Look at the tool's output above and at its history table.",
    });
}
async function compareCatalogue({ migrator }, wanted) {
    if ((await migrator.port.target.fingerprint()) === wanted)
        return;
    throw new errors/* AbortedError */.oM("the migrations are down, but the schema is not the one that was there before", {
        hint: "No traffic was moved. Compare the schema with the backup's; then `rollback --database leave` goes on.",
    });
}

;// CONCATENATED MODULE: ./tmp/build/stages/take-back.js
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



async function takeBackDatabase(context, release, way, options) {
    if (way.kind === "untouched")
        return "untouched";
    if (way.kind === "restore")
        return restore(context, options);
    if (way.kind === "leave") {
        if (way.probes.length > 0)
            await askProbes(context, way.probes, opened(options).port.target);
        context.effects.log.info(`The schema stays: ${way.why}`);
        return "schema-stays";
    }
    await goDown(context, release, way, options);
    return "taken-down";
}
async function restore(context, options) {
    if (options.restore === null) {
        throw held("no backup was named: give `backup: latest` or its name, and `confirm` with the database's name");
    }
    await options.restore(context);
    return "restored";
}
const take_back_patience = 5_000;
async function askProbes(context, steps, target) {
    const hits = [];
    for (const { version, probes } of steps) {
        for (const { asks, sql } of probes) {
            const answer = await target.read(sql, { timeout: take_back_patience, signal: context.session.signal }).catch(doubt);
            const found = answer instanceof errors/* ActionError */.lZ ? `nobody knows (${answer.message})` : told(answer[0]?.[0]);
            context.effects.log.info(`${version}: ${asks}: ${found ?? "none"}`);
            if (found !== null)
                hits.push(`${version}: ${asks}: ${found}`);
        }
    }
    if (hits.length > 0)
        throw held(`the new release has written what the previous one cannot read: ${hits.join("; ")}`);
}
function told(cell) {
    if (cell === "0" || cell === "false" || cell === "f")
        return null;
    return cell === null || cell === undefined ? "no answer" : `${cell === "true" || cell === "t" ? "some" : cell} found`;
}
function doubt(error) {
    if (error instanceof errors/* ActionError */.lZ && !(error instanceof errors/* CancelledError */.cc))
        return error;
    throw error;
}
async function goDown(context, release, { steps, probes }, options) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const { port, record } = opened(options);
        const migration = release.migration;
        if (!port.target.isTransactional && !migration.applied)
            throw held("its migrations were applied in part, and this engine undoes nothing by itself: inspect the database");
        const files = __addDisposableResource(env_1, await options.openFiles(release.commit), true);
        const { effects, session } = context;
        const holder = `${effects.run.actor} (${effects.run.id})`;
        try {
            const env_2 = { stack: [], error: void 0, hasError: false };
            try {
                const lock = __addDisposableResource(env_2, await port.target.lock({ holder, wait: options.lockWait, signal: session.signal }), true);
                const migrator = { port: port.from(files.folder), record };
                const { applied } = await migrator.port.state();
                const there = probes.filter(({ version }) => applied.some((one) => one.version === version));
                await askProbes(context, there, port.target);
                await takeDown(context, { migrator, steps, limits: options.limits, retries: options.retries, lock, migration });
            }
            catch (e_1) {
                env_2.error = e_1;
                env_2.hasError = true;
            }
            finally {
                const result_1 = __disposeResources(env_2);
                if (result_1)
                    await result_1;
            }
        }
        catch (error) {
            if (error instanceof errors/* ActionError */.lZ && error.code === "invalid_input")
                error.hint =
                    `Check out ${release.commit.slice(0, 8)}, install what its migrations need, and run \`rollback\` again. ${error.hint ?? ""}`.trim();
            throw error;
        }
    }
    catch (e_2) {
        env_1.error = e_2;
        env_1.hasError = true;
    }
    finally {
        const result_2 = __disposeResources(env_1);
        if (result_2)
            await result_2;
    }
}
function opened({ migrator, migratorProblem }) {
    if (migratorProblem !== null)
        throw migratorProblem;
    if (migrator !== null)
        return migrator;
    throw new errors/* AbortedError */.oM("the journal does not tell which tool has migrated the database", {
        hint: "Look at the database, then run `rollback --database leave` or take the migrations down by hand.",
    });
}

;// CONCATENATED MODULE: ./tmp/build/stages/roll-back.js
var roll_back_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
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
var roll_back_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
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













async function rollBack(context, options) {
    const { session, effects } = context;
    const decision = (0,release/* decideRollback */.h)(session.state, { ...options, now: effects.now() });
    if (decision.kind === "nothing") {
        const wasOn = await (0,stages_maintenance/* liftMaintenance */.FN)(context, options.maintenance, options.reason);
        const told = `Nothing to put back: ${decision.why}${wasOn ? "; maintenance is off again" : ""}`;
        return { restored: session.state.live, database: "untouched", told };
    }
    if (decision.kind === "hold")
        throw held((0,core_maintenance/* leftOn */.Zu)(session.state) === null ? decision.why : `${decision.why}. ${staysOn}`);
    if (options.hostProblem !== null)
        throw await withoutHost(context, options, decision, options.hostProblem);
    const { maintenance } = options;
    return putBackInMaintenance(context, maintenance, decision.way.kind, () => putBack(context, options, decision));
}
async function putBack(context, options, decision) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const { session, effects } = context;
        const { release, way } = decision;
        const { previous } = release;
        const { commit, version, slot } = release;
        const why = release.failure ?? options.reason;
        const target = previous === null ? "no earlier good release" : `${previous.version} (${previous.commit.slice(0, 8)})`;
        const asked = { to: previous?.commit ?? null, database: way.kind };
        const intent = { doing: `Roll back ${version} to ${target}: ${why}`, deed: "roll-back", asked, reason: why };
        const probe = roll_back_addDisposableResource(env_1, (0,prove_switch/* watchSwitch */.c)(effects, options.proving), true);
        const isServing = previous === null || (await isReady(options, previous));
        const isFree = way.kind === "untouched" || (way.kind === "leave" && way.probes.length === 0);
        const ahead = isServing && isFree ? await returnAll(context, options, why).catch((error) => error) : null;
        const { database } = await session.mutate(intent, async () => {
            if (ahead === null)
                await returnFlags(context, options, why).catch((error) => effects.log.warn(error.message));
            const database = await takeBackDatabase(context, release, way, options);
            if (previous !== null && !isServing)
                await proveTarget(context, options, previous);
            if (ahead instanceof Error)
                throw ahead;
            const { isConfirmed } = ahead ?? (await returnAll(context, options, why));
            if (isConfirmed)
                await stopReturned(context, options, slot);
            else
                effects.log.warn(`Slot ${slot} is left running: it may still get requests. The next deployment stops it`);
            await (0,set_flags/* restoreFlags */.q)(context, options.routers);
            const proven = await probe.finish();
            return { commit: previous?.commit ?? null, database, ...(proven === null ? {} : { switch: proven.proof }) };
        });
        if (decision.isBad)
            await session.write({ phase: "note", deed: "mark-bad", release: { commit, version, slot }, reason: why });
        await session.write({
            phase: "done",
            deed: "close",
            reason: why,
            after: { outcome: "rolled-back", to: previous?.commit ?? null, schemaStays: database === "schema-stays" },
        });
        effects.log.event("rolled-back", { from: commit, to: previous?.commit ?? null });
        await context.publisher?.rolledBack(session, { commit, version, slot });
        if (previous === null)
            throw noGoodRelease(version);
        return {
            restored: previous,
            database,
            told: `${previous.version} (${previous.commit}) serves all traffic; ${version} was taken back`,
        };
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = roll_back_disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}
async function returnAll(context, { routers }, why) {
    return (0,return_traffic/* returnEach */.Sj)(context, routers, ({ item, router }) => (0,return_traffic/* returnTraffic */._i)(context, item, router, why));
}
async function returnFlags(context, { routers }, why) {
    const flags = routers.filter(({ router }) => (0,facing/* isFlag */.RV)(router.port));
    await (0,return_traffic/* returnEach */.Sj)(context, flags, ({ item, router }) => (0,return_traffic/* returnTraffic */._i)(context, item, router, why));
}
async function withoutHost(context, options, { release, way }, problem) {
    const { previous } = release;
    const isServing = previous !== null && (await servesWithout(options, previous));
    const isFree = way.kind === "untouched" || (way.kind === "leave" && way.probes.length === 0);
    if (!isServing || !isFree)
        return problem;
    const { told } = await returnAll(context, options, options.reason);
    return new errors/* InputError */.dz(problem.problems, {
        cause: problem,
        hint: `${told}. The release is still open: set what is missing and run \`rollback\` again.`,
    });
}
async function servesWithout(options, previous) {
    return options.host === null ? takesTraffic(options, previous) : isReady(options, previous);
}
async function stopReturned(context, { host, routers, drain }, slot) {
    if (host === null)
        return;
    await (0,finish/* stopSlot */.FU)(context, slot, { host, routers: routers.map(({ router }) => router.port), drain });
}
function noGoodRelease(version) {
    return new errors/* RefusedError */.fk(`no-good-release: ${version} was stopped and gets no traffic, and there is no earlier good release`, {
        hint: "Deploy a repaired commit.",
    });
}


/***/ }),

/***/ 48006:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   i: () => (/* binding */ turnFlagsOff),
/* harmony export */   q: () => (/* binding */ restoreFlags)
/* harmony export */ });
/* harmony import */ var _core_slots_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(32501);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(13134);
/* harmony import */ var _context_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(66011);
/* harmony import */ var _facing_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(74844);




async function turnFlagsOff(context, shifts) {
    const { session } = context;
    const { slot } = (0,_context_js__WEBPACK_IMPORTED_MODULE_2__/* .openRelease */ .g)(session);
    for (const { item, router } of shifts.filter((shift) => shift.isOffFirst && (0,_facing_js__WEBPACK_IMPORTED_MODULE_1__/* .isFlag */ .RV)(shift.router.port))) {
        const { shifts, turnedOff = [] } = (0,_context_js__WEBPACK_IMPORTED_MODULE_2__/* .openRelease */ .g)(session);
        if ([...shifts, ...turnedOff].some((known) => known.item === item))
            continue;
        const port = (0,_facing_js__WEBPACK_IMPORTED_MODULE_1__/* .facing */ .j2)(router.port, slot);
        const found = { weight: (0,_core_slots_js__WEBPACK_IMPORTED_MODULE_3__/* .shareOf */ .tC)(await port.read(), slot), cohorts: (await port.cohorts?.read()) ?? [] };
        if (found.weight === 0 && found.cohorts.length === 0)
            continue;
        const intent = {
            doing: `Turn ${item} off before the release is started`,
            deed: "set-flag",
            item,
            adapter: router.record,
            before: found,
            asked: { slot, weight: 0 },
            undo: { deed: "set-flag", ...found },
        };
        await session.mutate(intent, async () => {
            await stand(port, slot, { weight: 0, cohorts: [] });
            return { weight: 0 };
        });
    }
}
async function restoreFlags(context, routers) {
    const { session, effects } = context;
    const { slot, turnedOff = [] } = (0,_context_js__WEBPACK_IMPORTED_MODULE_2__/* .openRelease */ .g)(session);
    for (const { item, found } of [...turnedOff].reverse()) {
        const router = routers.find((one) => one.item === item)?.router;
        if (router === undefined) {
            effects.log.warn(`\`${item}\` was at ${found.weight} % before this release, and nobody here can put it back`);
            continue;
        }
        const intent = {
            doing: `Put ${item} back to ${found.weight} %, as it was before the release`,
            deed: "set-flag",
            item,
            adapter: router.record,
            asked: { slot, weight: found.weight, back: true },
        };
        await session.mutate(intent, async () => {
            await stand((0,_facing_js__WEBPACK_IMPORTED_MODULE_1__/* .facing */ .j2)(router.port, slot), slot, found);
            return { weight: found.weight };
        });
    }
}
async function stand(port, slot, { weight, cohorts }) {
    if (port.cohorts !== undefined)
        await port.cohorts.write(slot, cohorts);
    if ((0,_core_slots_js__WEBPACK_IMPORTED_MODULE_3__/* .shareOf */ .tC)(await port.read(), slot) !== weight)
        await port.setWeight(slot, weight);
    const share = (0,_core_slots_js__WEBPACK_IMPORTED_MODULE_3__/* .shareOf */ .tC)(await port.read(), slot);
    const left = (await port.cohorts?.read()) ?? [];
    const isKept = left.length === cohorts.length && left.every((name) => cohorts.includes(name));
    if (share === weight && !isKept && port.cohorts !== undefined) {
        throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .AbortedError */ .oM(`the flag was asked for the groups ${told(cohorts)} and says ${told(left)}`);
    }
    if (share === weight)
        return;
    throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .AbortedError */ .oM(`the flag was asked for ${weight} % and says ${share} %`, {
        hint: "Does something else write it, or is the write held back for an approval?",
    });
}
function told(names) {
    return names.length === 0 ? "none" : names.join(", ");
}


/***/ }),

/***/ 88504:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   h: () => (/* binding */ supersede)
/* harmony export */ });
/* harmony import */ var _core_preflight_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(72959);

async function supersede({ session, effects, publisher }, { schemaStays } = {}) {
    const { open, publication } = session.state;
    if (open === null || !(0,_core_preflight_js__WEBPACK_IMPORTED_MODULE_0__/* .isUntouched */ .O)(open))
        return null;
    effects.log.info(`${open.version} was never finished and has changed no slot and no traffic: it is superseded`);
    const after = { outcome: "superseded", ...(schemaStays === undefined ? {} : { schemaStays }) };
    await session.write({ phase: "done", deed: "close", after });
    const deployment = publication?.commit === open.commit ? publication.deployment : null;
    await publisher?.superseded(session, deployment, open);
    return open.migration;
}


/***/ })

};
