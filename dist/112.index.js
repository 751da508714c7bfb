export const id = 112;
export const ids = [112];
export const modules = {

/***/ 38112:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   maintenanceOff: () => (/* binding */ maintenanceOff),
/* harmony export */   maintenanceOn: () => (/* binding */ maintenanceOn),
/* harmony export */   maintenanceStatus: () => (/* binding */ maintenanceStatus)
/* harmony export */ });
/* harmony import */ var _core_maintenance_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(44291);
/* harmony import */ var _kit_action_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1839);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(13134);
/* harmony import */ var _stages_maintenance_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(23268);
/* harmony import */ var _begin_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9944);
/* harmony import */ var _deployment_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(79681);
/* harmony import */ var _sections_maintenance_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(57493);







const contract = { isRepeatable: false, adapters: [], inputs: {}, outputs: {} };
const maintenanceOn = (0,_kit_action_js__WEBPACK_IMPORTED_MODULE_5__/* .defineAction */ .Q)({
    ...contract,
    name: "maintenance-on",
    summary: "Answer 503 with Retry-After in the place of the application, until `maintenance off`.",
    run: (task) => change(task, async (context, ways) => {
        await (0,_stages_maintenance_js__WEBPACK_IMPORTED_MODULE_1__/* .enterMaintenance */ .iW)(context, required(ways), true);
        return "Maintenance is on. No release turns it off: `deploy-actions maintenance off` does";
    }),
});
const maintenanceOff = (0,_kit_action_js__WEBPACK_IMPORTED_MODULE_5__/* .defineAction */ .Q)({
    ...contract,
    name: "maintenance-off",
    summary: "Let visitors in again, whoever has turned maintenance on.",
    run: (task) => change(task, async (context, ways) => {
        const known = context.session.state.maintenance ?? null;
        const mode = known === null ? required(ways).mode : ways.reopen(known.adapter);
        if (known === null && !(await mode.port.state()).on)
            return "Maintenance is off already";
        await (0,_stages_maintenance_js__WEBPACK_IMPORTED_MODULE_1__/* .leaveMaintenance */ .De)(context, {
            mode,
            confirmUrl: ways.step?.confirmUrl ?? null,
            why: "asked for by a person",
        });
        return "Maintenance is off";
    }),
});
const maintenanceStatus = (0,_kit_action_js__WEBPACK_IMPORTED_MODULE_5__/* .defineAction */ .Q)({
    ...contract,
    name: "maintenance-status",
    summary: "Show whether visitors are turned away, and since when.",
    async run(task) {
        const deployment = await (0,_deployment_js__WEBPACK_IMPORTED_MODULE_3__/* .openDeployment */ .Q6)(task);
        const ways = (0,_sections_maintenance_js__WEBPACK_IMPORTED_MODULE_4__/* .openMaintenance */ .qc)((0,_deployment_js__WEBPACK_IMPORTED_MODULE_3__/* .sectionsFor */ .AD)(deployment, deployment.release.commit));
        const { state } = await deployment.journal.head();
        const known = state.maintenance ?? null;
        const mode = known === null ? ways.step?.mode : ways.reopen(known.adapter);
        const { on } = mode === undefined ? { on: null } : await mode.port.state();
        const seen = on === null ? "no adapter is configured" : on ? "on" : "off";
        const summary = [`journal  ${(0,_core_maintenance_js__WEBPACK_IMPORTED_MODULE_6__/* .maintenanceTold */ .JW)(state) ?? "off"}`, `now      ${seen}`].join("\n");
        return { outputs: { release: deployment.release.commit, on: on === null ? "" : String(on) }, summary };
    },
});
async function change(task, work) {
    const deployment = await (0,_deployment_js__WEBPACK_IMPORTED_MODULE_3__/* .openDeployment */ .Q6)(task);
    const ways = (0,_sections_maintenance_js__WEBPACK_IMPORTED_MODULE_4__/* .openMaintenance */ .qc)((0,_deployment_js__WEBPACK_IMPORTED_MODULE_3__/* .sectionsFor */ .AD)(deployment, deployment.release.commit));
    let summary = "";
    const outcome = await (0,_begin_js__WEBPACK_IMPORTED_MODULE_2__/* .withOutputs */ .Fk)(deployment, (told) => (0,_deployment_js__WEBPACK_IMPORTED_MODULE_3__/* .underLease */ .zV)(deployment, null, async (context, session) => {
        try {
            summary = await work(context, ways);
            return {};
        }
        finally {
            told.journal = session.lastEntry;
        }
    }));
    return summary === "" ? outcome : { ...outcome, summary };
}
function required({ step }) {
    if (step !== null)
        return step;
    const what = "is not configured; name one in the section `maintenance` of deploy.yml";
    throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .dz([{ where: "maintenance: maintenance", what }]);
}


/***/ })

};
