export const id = 43;
export const ids = [43];
export const modules = {

/***/ 1043:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   check: () => (/* binding */ check)
/* harmony export */ });
/* harmony import */ var _kit_action_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1839);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3134);
/* harmony import */ var _deployment_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1903);



const check = (0,_kit_action_js__WEBPACK_IMPORTED_MODULE_2__/* .defineAction */ .Q)({
    name: "check",
    isRepeatable: false,
    adapters: [],
    inputs: {},
    summary: "Check the configuration and whether everything that it names is there. Changes nothing.",
    outputs: {},
    async run(task) {
        const deployment = await (0,_deployment_js__WEBPACK_IMPORTED_MODULE_1__/* .openDeployment */ .Q6)(task);
        const chain = (0,_deployment_js__WEBPACK_IMPORTED_MODULE_1__/* .openChain */ .yP)((0,_deployment_js__WEBPACK_IMPORTED_MODULE_1__/* .sectionsFor */ .AD)(deployment, deployment.release.commit));
        const lines = [
            await ask("journal", async () => `${deployment.journal.location}: ${(await deployment.journal.head()).at ?? "empty"}`),
            ...(await askChain(chain)),
        ];
        const summary = lines
            .map(({ what, found, isWell }) => `${isWell ? "ok  " : "BAD "}  ${what.padEnd(24)} ${found}`)
            .join("\n");
        const bad = lines.filter(({ isWell }) => !isWell);
        if (bad.length === 0)
            return { outputs: {}, summary };
        return {
            outputs: {},
            summary,
            failure: new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .RefusedError */ .fk(`${bad.length} of ${lines.length} parts are not as they have to be`),
        };
    },
});
async function askChain(chain) {
    const lines = [];
    for (const { item, database, store } of chain.backups) {
        lines.push(await ask(`database ${item}`, async () => Object.values(await database.port.identity()).join(" ")));
        lines.push(await ask(`store ${item}`, async () => `${store.port.location}: ${(await store.port.list()).length} backups`));
    }
    const { migrate, slot } = chain;
    if (migrate !== null) {
        lines.push(await ask("migrations", async () => {
            const { applied, pending } = await migrate.migrator.port.state();
            return `${applied.length} applied, ${pending.length} pending`;
        }));
    }
    if (slot !== null) {
        lines.push(await ask("slots", async () => Object.entries(await slot.host.port.slots())
            .map(([name, { status }]) => `${name} ${status}`)
            .join(", ")));
    }
    for (const { item, router } of chain.shifts) {
        lines.push(await ask(`router ${item}`, async () => {
            const { active, weight } = await router.port.read();
            return `${active} is active, ${weight} % go to the other slot`;
        }));
    }
    return lines;
}
async function ask(what, question) {
    try {
        return { what, found: await question(), isWell: true };
    }
    catch (error) {
        if (!(error instanceof _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ))
            throw error;
        return { what, found: [error.message, error.hint ?? ""].join(" ").trim(), isWell: false };
    }
}


/***/ })

};
