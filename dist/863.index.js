export const id = 863;
export const ids = [863];
export const modules = {

/***/ 2863:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   plan: () => (/* binding */ plan)
/* harmony export */ });
/* harmony import */ var _core_plan_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3785);
/* harmony import */ var _kit_action_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1839);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3134);
/* harmony import */ var _deployment_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1903);




const plan = (0,_kit_action_js__WEBPACK_IMPORTED_MODULE_2__/* .defineAction */ .Q)({
    name: "plan",
    isRepeatable: false,
    adapters: [],
    inputs: {},
    summary: "Show what a release would do, what is in the way, and how it would be taken back. Changes nothing.",
    outputs: {
        plan: "The plan as JSON.",
        digest: "SHA-256 of what the plan is about: commit, migrations, verdict, schema, configuration, rollback target.",
        "rollback-plan": "The steps of a rollback as a JSON list.",
    },
    async run(task) {
        const deployment = await (0,_deployment_js__WEBPACK_IMPORTED_MODULE_1__/* .openDeployment */ .Q6)(task);
        const sections = (0,_deployment_js__WEBPACK_IMPORTED_MODULE_1__/* .sectionsFor */ .AD)(deployment, deployment.release.commit);
        const chain = (0,_deployment_js__WEBPACK_IMPORTED_MODULE_1__/* .openChain */ .yP)(sections);
        const { state } = await deployment.journal.head();
        const { plan, digest } = await (0,_deployment_js__WEBPACK_IMPORTED_MODULE_1__/* .surveyFor */ .Kd)(deployment, sections, chain, state);
        const outputs = {
            release: deployment.release.commit,
            plan: JSON.stringify(plan),
            digest,
            "rollback-plan": JSON.stringify((0,_core_plan_js__WEBPACK_IMPORTED_MODULE_3__/* .rollbackPlan */ .E4)(plan)),
        };
        const summary = (0,_core_plan_js__WEBPACK_IMPORTED_MODULE_3__/* .renderPlan */ .EG)(plan, digest);
        if (plan.obstacles.length === 0)
            return { outputs, summary };
        const reasons = plan.obstacles.map(({ where, what }) => `${where}: ${what}`).join("\n- ");
        return { outputs, summary, failure: new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .RefusedError */ .fk(`this release would be refused:\n- ${reasons}`) };
    },
});


/***/ })

};
