export const id = 168;
export const ids = [168];
export const modules = {

/***/ 39168:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   rollback: () => (/* binding */ rollback)
/* harmony export */ });
/* harmony import */ var _core_lease_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(42310);
/* harmony import */ var _core_maintenance_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(44291);
/* harmony import */ var _core_release_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(59997);
/* harmony import */ var _kit_action_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(1839);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(13134);
/* harmony import */ var _stages_commands_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(39277);
/* harmony import */ var _stages_roll_back_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(19514);
/* harmony import */ var _begin_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9944);
/* harmony import */ var _deployment_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(79681);
/* harmony import */ var _sections_rollback_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(40569);










const rollback = (0,_kit_action_js__WEBPACK_IMPORTED_MODULE_7__/* .defineAction */ .Q)({
    ..._sections_rollback_js__WEBPACK_IMPORTED_MODULE_6__/* .rollbackSection */ .iU,
    summary: "Put everything back to the last good release, from the journal; safe to repeat.",
    outputs: {
        "restored-release": "The commit that serves now; empty when there was never a good one.",
        database: "`untouched`, `schema-stays`, `taken-down` or `restored`.",
    },
    async run(task) {
        const deployment = await (0,_deployment_js__WEBPACK_IMPORTED_MODULE_5__/* .openDeployment */ .Q6)(task);
        const { state } = await deployment.journal.head();
        const sections = (0,_deployment_js__WEBPACK_IMPORTED_MODULE_5__/* .sectionsFor */ .AD)(deployment, state.open?.commit ?? deployment.release.commit);
        const [item] = sections.settings.items(_sections_rollback_js__WEBPACK_IMPORTED_MODULE_6__/* .rollbackSection */ .iU);
        const isOther = item?.values.which === "own" &&
            state.open !== null &&
            !(0,_core_lease_js__WEBPACK_IMPORTED_MODULE_8__/* .isOwnRelease */ .AZ)(state.open, task.effects.run, deployment.release.commit);
        return (0,_begin_js__WEBPACK_IMPORTED_MODULE_4__/* .withOutputs */ .Fk)(deployment, async (told) => {
            const decision = (0,_core_release_js__WEBPACK_IMPORTED_MODULE_0__/* .decideRollback */ .h)(state, { policy: "leave", now: task.effects.now(), fullUntil: null });
            if ((decision.kind === "nothing" && (0,_core_maintenance_js__WEBPACK_IMPORTED_MODULE_9__/* .leftOn */ .Zu)(state) === null) || isOther) {
                const why = decision.kind === "nothing" ? decision.why : `the open release is ${state.open?.version}, another one`;
                task.effects.log.info(`Nothing to put back: ${why}`);
                return { "restored-release": state.live?.commit ?? "", database: "untouched" };
            }
            return (0,_deployment_js__WEBPACK_IMPORTED_MODULE_5__/* .underLease */ .zV)(deployment, { reason: item?.values.reason ?? "rollback", within: item?.values.within ?? 0 }, async (context, session) => {
                const { open } = session.state;
                if (open !== null && open.id !== state.open?.id)
                    throw otherRelease(open.version);
                const { hooks, ...options } = (0,_sections_rollback_js__WEBPACK_IMPORTED_MODULE_6__/* .openRollback */ .BG)(sections, session.state);
                try {
                    const result = await (0,_stages_commands_js__WEBPACK_IMPORTED_MODULE_2__/* .withHooksAround */ .S)(context, "rollback", hooks, () => (0,_stages_roll_back_js__WEBPACK_IMPORTED_MODULE_3__/* .rollBack */ .F)(context, options));
                    task.effects.log.info(result.told);
                    return { "restored-release": result.restored?.commit ?? "", database: result.database };
                }
                finally {
                    told.journal = session.lastEntry;
                }
            });
        });
    },
});
function otherRelease(version) {
    return new _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .RefusedError */ .fk(`the release that was to be taken back is closed, and ${version} is open now`, {
        hint: "Run this again if it is meant for that one.",
    });
}


/***/ })

};
