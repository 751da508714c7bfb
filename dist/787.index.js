export const id = 787;
export const ids = [787];
export const modules = {

/***/ 34787:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   migrate: () => (/* binding */ migrate)
/* harmony export */ });
/* harmony import */ var _kit_action_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1839);
/* harmony import */ var _stages_own_files_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(23210);
/* harmony import */ var _stages_pipeline_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(80218);
/* harmony import */ var _begin_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9944);
/* harmony import */ var _opening_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(71453);
/* harmony import */ var _sections_migrate_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(24970);






const migrate = (0,_kit_action_js__WEBPACK_IMPORTED_MODULE_5__/* .defineAction */ .Q)({
    ..._sections_migrate_js__WEBPACK_IMPORTED_MODULE_4__/* .migrateSection */ .P,
    summary: "Judge the pending migrations, apply them, and believe it only when the history table agrees.",
    outputs: {
        applied: "JSON list of the versions that were applied.",
        pending: "JSON list of the versions that are still pending.",
        verdict: "`SAFE`: the previous release works on the new schema. `UNKNOWN`: from 100 % of the traffic on, a rollback needs a person.",
    },
    run: (task) => (0,_begin_js__WEBPACK_IMPORTED_MODULE_2__/* .runStage */ .Si)(task, "migrate", async (work) => {
        const { context, chain, deployment } = work;
        if (chain.migrate !== null)
            await (0,_stages_own_files_js__WEBPACK_IMPORTED_MODULE_0__/* .requireOwnFiles */ .f)(deployment.repository, chain.migrate.migrator.port, deployment.release.commit);
        const { applied, verdict } = await (0,_stages_pipeline_js__WEBPACK_IMPORTED_MODULE_1__/* .runMigrate */ .fQ)(context, (0,_opening_js__WEBPACK_IMPORTED_MODULE_3__/* .mayMigrate */ .b6)(work));
        return { applied: JSON.stringify(applied), pending: "[]", verdict };
    }),
});


/***/ })

};
