export const id = 906;
export const ids = [906];
export const modules = {

/***/ 24906:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  plan: () => (/* binding */ plan_plan)
});

// EXTERNAL MODULE: ./tmp/build/core/judgement/finding.js
var finding = __webpack_require__(48213);
// EXTERNAL MODULE: ./tmp/build/core/markdown.js
var markdown = __webpack_require__(22343);
// EXTERNAL MODULE: ./tmp/build/core/plan.js
var core_plan = __webpack_require__(23785);
// EXTERNAL MODULE: ./tmp/build/core/preflight/finding.js
var preflight_finding = __webpack_require__(17641);
// EXTERNAL MODULE: ./tmp/build/core/readable.js
var readable = __webpack_require__(3642);
// EXTERNAL MODULE: ./tmp/build/core/plan/migration-sheet.js
var migration_sheet = __webpack_require__(84768);
// EXTERNAL MODULE: ./tmp/build/core/plan/rehearsal-sheet.js
var rehearsal_sheet = __webpack_require__(57615);
// EXTERNAL MODULE: ./tmp/build/core/plan/sections.js
var sections = __webpack_require__(70556);
;// CONCATENATED MODULE: ./tmp/build/core/plan/sheet.js








function renderPlan(plan, digest) {
    const { obstacles, warnings, conditions } = plan;
    const lines = [
        `## Plan: ${(0,markdown/* code */.aY)(plan.application)} to ${(0,markdown/* code */.aY)(plan.environment)}`,
        "",
        `Release ${(0,markdown/* code */.aY)(plan.version)} (${(0,markdown/* code */.aY)(plan.commit.slice(0, 12))}) into slot ${(0,markdown/* code */.aY)(plan.slot)}; live now: ${plan.live === null ? "nothing yet" : `${(0,markdown/* code */.aY)(plan.live.version)} (${(0,markdown/* code */.aY)(plan.live.commit.slice(0, 12))})`}.`,
        ...(0,sections/* listed */.KE)("### In the way", obstacles.map(({ where, what }) => `**${(0,markdown/* prose */.CS)(where)}**: ${(0,markdown/* prose */.CS)(what)}`)),
        ...(0,sections/* listed */.KE)("### Worth knowing", warnings.map(markdown/* prose */.CS)),
        ...(0,sections/* listed */.KE)("### Not looked at", (0,preflight_finding/* linesOf */.Dx)(conditions.findings, "unseen").map(markdown/* prose */.CS)),
        ...(0,sections/* section */.uW)("### What happens", (0,markdown/* table */.tp)(["Stage", "What happens"], plan.chain.map(({ stage, what }) => [(0,markdown/* plain */.pj)(stage), (0,markdown/* prose */.CS)(what)]))),
        ...(0,sections/* gateLines */.HN)(conditions.gates),
        ...(0,sections/* findingLines */.hq)(conditions.findings),
        ...(0,sections/* checklistLines */.Ob)(conditions.checklist),
        ...migrationLines(plan),
        ...(0,sections/* section */.uW)("### If it has to be taken back", (0,core_plan/* rollbackPlan */.E4)(plan).map((line, i) => `${i + 1}. ${(0,markdown/* prose */.CS)(line)}`)),
        ...(0,sections/* listed */.KE)("### What it rests on", foundations(plan)),
        ...(0,sections/* contactLines */.cK)(conditions.contacts),
        "",
        `Plan digest: ${(0,markdown/* code */.aY)(digest.slice(0, 16))}, made at ${plan.madeAt}`,
        "",
    ];
    return lines.join("\n");
}
function migrationLines({ pending, held, verdict, steps, rehearsal, evidence }) {
    if (pending.length === 0 && held.length === 0)
        return ["", "No migration is pending."];
    const previous = steps.reduce((worst, step) => (0,finding/* worsePrevious */.ir)(worst, step.previous), "works");
    const waiting = held.map(({ name, why, due }) => `${(0,markdown/* code */.aY)(name)}: ${(0,markdown/* prose */.CS)(why)}; due ${(0,markdown/* prose */.CS)(due)}`);
    return [
        ...(0,sections/* section */.uW)("### Migrations", (0,migration_sheet/* judgementLines */.p)({ verdict, previous, migrations: pending })),
        ...(0,sections/* listed */.KE)("### Held back", waiting),
        ...(rehearsal === null ? [] : (0,sections/* section */.uW)("### Rehearsal", (0,rehearsal_sheet/* rehearsalLines */.z)(rehearsal))),
        ...(rehearsal === null && evidence !== null
            ? (0,sections/* section */.uW)("### Rehearsal", [
                `Rehearsed at ${(0,markdown/* plain */.pj)(evidence.at)} for exactly this commit, these migrations and this schema: ${(0,readable/* readableSpan */.nz)(evidence.took)}, way down: ${evidence.down}.`,
            ])
            : []),
    ];
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
// EXTERNAL MODULE: ./tmp/build/stages/free-entries.js
var free_entries = __webpack_require__(17605);
// EXTERNAL MODULE: ./tmp/build/stages/writer.js
var writer = __webpack_require__(59789);
;// CONCATENATED MODULE: ./tmp/build/stages/keep-evidence.js



async function keepEvidence(journal, effects, evidence) {
    try {
        await (0,free_entries/* writeFreely */.l)(journal, effects, { phase: "done", deed: "rehearse", after: (0,writer/* toJson */.aB)(evidence) });
    }
    catch (error) {
        if (!(error instanceof errors/* ActionError */.lZ) || error instanceof errors/* CancelledError */.cc)
            throw error;
        effects.log.warn(`The journal was not told of the rehearsal, so the run that migrates repeats it: ${error.message}`);
    }
}

// EXTERNAL MODULE: ./tmp/build/actions/deployment.js + 1 modules
var actions_deployment = __webpack_require__(79681);
// EXTERNAL MODULE: ./tmp/build/actions/proposal/event.js
var proposal_event = __webpack_require__(27233);
// EXTERNAL MODULE: ./tmp/build/actions/proposal/static-plan.js + 4 modules
var static_plan = __webpack_require__(57918);
// EXTERNAL MODULE: ./tmp/build/actions/sections/plan.js + 18 modules
var plan = __webpack_require__(4117);
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
            return (0,static_plan/* planProposal */.i)(task);
        const deployment = await (0,actions_deployment/* openDeployment */.Q6)(task);
        const sections = (0,actions_deployment/* sectionsFor */.AD)(deployment, deployment.release.commit);
        const chain = (0,actions_deployment/* openChain */.yP)(sections);
        const { state } = await deployment.journal.head();
        const github = await deployment.github();
        const { plan, digest, evidence } = await (0,actions_deployment/* surveyFor */.Kd)(deployment, sections, chain, state, github);
        if (evidence !== null)
            await keepEvidence(deployment.journal, task.effects, evidence);
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
