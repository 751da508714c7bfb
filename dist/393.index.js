export const id = 393;
export const ids = [393];
export const modules = {

/***/ 95393:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   status: () => (/* binding */ status)
/* harmony export */ });
/* harmony import */ var _core_evolution_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(95741);
/* harmony import */ var _core_lease_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(42310);
/* harmony import */ var _core_maintenance_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(44291);
/* harmony import */ var _core_markdown_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(22343);
/* harmony import */ var _core_take_back_deadline_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(45128);
/* harmony import */ var _kit_action_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1839);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(13134);
/* harmony import */ var _deployment_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(79681);
/* harmony import */ var _sections_rollback_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(40569);









const status = (0,_kit_action_js__WEBPACK_IMPORTED_MODULE_5__/* .defineAction */ .Q)({
    name: "status",
    isRepeatable: false,
    adapters: [],
    inputs: {},
    summary: "Show what is live, what is open, and who works on it.",
    outputs: {},
    async run(task) {
        const deployment = await (0,_deployment_js__WEBPACK_IMPORTED_MODULE_3__/* .openDeployment */ .Q6)(task);
        const { journal, application, environment } = deployment;
        const { state } = await journal.head();
        const { open } = state;
        const limit = open === null ? null : fullUntil(deployment, open.commit);
        const deadline = (0,_core_take_back_deadline_js__WEBPACK_IMPORTED_MODULE_1__/* .deadlineTold */ .G)(open?.migration ?? null, limit, task.effects.now());
        const title = `${application} in ${environment} (journal: ${journal.location})`;
        const outputs = { release: state.open?.commit ?? state.live?.commit ?? "", state: JSON.stringify(state) };
        return { outputs, summary: [title, "", ...describeState(state, deadline)].join("\n") };
    },
});
function fullUntil(deployment, commit) {
    try {
        return (0,_sections_rollback_js__WEBPACK_IMPORTED_MODULE_4__/* .fullUntilOf */ .rH)((0,_deployment_js__WEBPACK_IMPORTED_MODULE_3__/* .sectionsFor */ .AD)(deployment, commit));
    }
    catch (error) {
        if (!(error instanceof _kit_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .InputError */ .dz))
            throw error;
        return null;
    }
}
function describeState(state, deadline) {
    const { live, open, lease, bad, backups, evolution = _core_evolution_js__WEBPACK_IMPORTED_MODULE_0__/* .emptyEvolution */ .Z5 } = state;
    const [backup] = backups;
    const maintenance = (0,_core_maintenance_js__WEBPACK_IMPORTED_MODULE_6__/* .maintenanceTold */ .JW)(state);
    return [
        live === null
            ? "live    nothing was ever verified good"
            : `live    ${live.version} ${(0,_core_markdown_js__WEBPACK_IMPORTED_MODULE_7__/* .code */ .aY)(live.commit)} in slot ${live.slot} since ${live.at}`,
        ...(open === null ? ["open    no release"] : describeOpen(open)),
        ...(deadline === null ? [] : [`        ${deadline}`]),
        ...(maintenance === null ? [] : [`maint   ${maintenance}`]),
        `lease   ${lease === null ? "free" : (0,_core_lease_js__WEBPACK_IMPORTED_MODULE_8__/* .describeHolder */ .sG)(lease)}`,
        `backup  ${backup === undefined ? "none yet" : `${backup.name} (${backup.verified ? "proven" : "not proven"})`}`,
        ...(0,_core_evolution_js__WEBPACK_IMPORTED_MODULE_0__/* .dueLines */ .Uz)(evolution).map((line) => `due     ${line}`),
        ...bad
            .slice(0, 3)
            .map(({ version, commit, reason }) => `bad     ${version} ${(0,_core_markdown_js__WEBPACK_IMPORTED_MODULE_7__/* .code */ .aY)(commit.slice(0, 12))}: ${reason}`),
    ];
}
function describeOpen(open) {
    const shifts = open.shifts.map(({ item, weight }) => `${item} ${weight} %`).join(", ");
    const next = open.failure === null
        ? "finish it with `continue` or take it back with `rollback`"
        : `it failed (${open.failure}): take it back with \`rollback\``;
    return [
        `open    ${open.version} ${(0,_core_markdown_js__WEBPACK_IMPORTED_MODULE_7__/* .code */ .aY)(open.commit)} in slot ${open.slot} since ${open.openedAt}`,
        `        traffic: ${shifts === "" ? "none yet" : shifts}`,
        `        ${next}`,
    ];
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


/***/ })

};
