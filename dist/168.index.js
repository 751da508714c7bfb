export const id = 168;
export const ids = [168];
export const modules = {

/***/ 39168:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   rollback: () => (/* binding */ rollback)
/* harmony export */ });
/* harmony import */ var _core_lease_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(42310);
/* harmony import */ var _core_release_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(59997);
/* harmony import */ var _kit_action_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(1839);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(13134);
/* harmony import */ var _stages_commands_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(39277);
/* harmony import */ var _stages_roll_back_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(31601);
/* harmony import */ var _begin_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9944);
/* harmony import */ var _deployment_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(79681);
/* harmony import */ var _sections_rollback_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(67767);









const rollback = (0,_kit_action_js__WEBPACK_IMPORTED_MODULE_6__/* .defineAction */ .Q)({
    ..._sections_rollback_js__WEBPACK_IMPORTED_MODULE_5__/* .rollbackSection */ .i,
    summary: "Put everything back to the last good release, from the journal; safe to repeat.",
    outputs: {
        "restored-release": "The commit that serves now; empty when there was never a good one.",
        database: "`untouched` or `schema-stays`.",
    },
    async run(task) {
        const deployment = await (0,_deployment_js__WEBPACK_IMPORTED_MODULE_4__/* .openDeployment */ .Q6)(task);
        const { state } = await deployment.journal.head();
        const sections = (0,_deployment_js__WEBPACK_IMPORTED_MODULE_4__/* .sectionsFor */ .AD)(deployment, state.open?.commit ?? deployment.release.commit);
        const [item] = sections.settings.items(_sections_rollback_js__WEBPACK_IMPORTED_MODULE_5__/* .rollbackSection */ .i);
        const isOther = item?.values.which === "own" &&
            state.open !== null &&
            !(0,_core_lease_js__WEBPACK_IMPORTED_MODULE_7__/* .isOwnRelease */ .AZ)(state.open, task.effects.run, deployment.release.commit);
        return (0,_begin_js__WEBPACK_IMPORTED_MODULE_3__/* .withOutputs */ .Fk)(deployment, async (told) => {
            const decision = (0,_core_release_js__WEBPACK_IMPORTED_MODULE_8__/* .decideRollback */ .h)(state, "auto");
            if (decision.kind === "nothing" || isOther) {
                const why = decision.kind === "nothing" ? decision.why : `the open release is ${state.open?.version}, another one`;
                task.effects.log.info(`Nothing to put back: ${why}`);
                return { "restored-release": state.live?.commit ?? "", database: "untouched" };
            }
            return (0,_deployment_js__WEBPACK_IMPORTED_MODULE_4__/* .underLease */ .zV)(deployment, { reason: item?.values.reason ?? "rollback", within: item?.values.within ?? 0 }, async (context, session) => {
                const { open } = session.state;
                if (open !== null && open.id !== state.open?.id)
                    throw otherRelease(open.version);
                const { hooks, ...options } = (0,_sections_rollback_js__WEBPACK_IMPORTED_MODULE_5__/* .openRollback */ .B)(sections, session.state);
                try {
                    const result = await (0,_stages_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .withHooksAround */ .S)(context, "rollback", hooks, () => (0,_stages_roll_back_js__WEBPACK_IMPORTED_MODULE_2__/* .rollBack */ .F)(context, options));
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
    return new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .RefusedError */ .fk(`the release that was to be taken back is closed, and ${version} is open now`, {
        hint: "Run this again if it is meant for that one.",
    });
}


/***/ }),

/***/ 39277:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  T: () => (/* binding */ withHooks),
  S: () => (/* binding */ withHooksAround)
});

// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
// EXTERNAL MODULE: ./tmp/build/stages/session.js + 2 modules
var stages_session = __webpack_require__(22549);
;// CONCATENATED MODULE: ./tmp/build/stages/time-limit.js


async function withinTime(context, section, limit, work) {
    if (limit === undefined)
        return work(context);
    const { session, effects } = context;
    const [out, done] = [new AbortController(), new AbortController()];
    const late = new errors/* TimeoutError */.MU(`${section} was stopped, because it took longer than its \`time-limit\` of ${told(limit)}`, {
        hint: "Find out what it waited for, or give it more time.",
    });
    const clock = effects.sleep(limit, done.signal).then(() => out.abort(late), () => undefined);
    const signal = AbortSignal.any([session.signal, out.signal]);
    try {
        return await work({ ...context, session: (0,stages_session/* stoppedBy */.$)(session, effects, signal) });
    }
    catch (error) {
        throw out.signal.aborted && signal.reason === late ? restated(late, error) : error;
    }
    finally {
        done.abort();
        await clock;
    }
}
function restated(late, error) {
    if (error === late || !(error instanceof errors/* ActionError */.lZ))
        return error;
    const hint = [late.hint, error.hint].filter((line) => line !== undefined).join("\n");
    return new errors/* TimeoutError */.MU(`${late.message}: ${error.message}`, { hint, cause: error });
}
function told(limit) {
    return limit % 1000 === 0 ? `${limit / 1000} s` : `${limit} ms`;
}

;// CONCATENATED MODULE: ./tmp/build/stages/commands.js


async function withHooks(context, section, hooks, stage) {
    return withinTime(context, section, hooks.timeLimit, async (limited) => {
        await runCommands(limited, `${section} before`, hooks.before);
        const result = await stage(limited);
        await runCommands(limited, `${section} after`, hooks.after);
        return result;
    });
}
async function withHooksAround(context, section, hooks, stage) {
    const limited = (when) => withinTime(context, section, hooks.timeLimit, (part) => runCommands(part, `${section} ${when}`, hooks[when]));
    await limited("before").catch((error) => {
        if (!(error instanceof errors/* TimeoutError */.MU))
            throw error;
        context.effects.log.warn(`${error.message}; the ${section} begins without it`);
    });
    const result = await stage();
    await limited("after");
    return result;
}
async function runCommands(context, item, commands) {
    const { effects, session } = context;
    for (const words of commands) {
        const doing = `Run ${words[0]} (${item})`;
        const asked = { words: words.length === 1 ? [words[0]] : [words[0], `(${words.length - 1} arguments)`] };
        await session.mutate({ doing, deed: "command", item, asked }, async () => {
            const { code, stdout, stderr } = await effects.exec.run(words, { cwd: effects.folder, signal: session.signal });
            if (stdout + stderr !== "")
                effects.log.detail(`${words[0]} (${item})`, stdout + stderr);
            return { code };
        });
    }
}


/***/ })

};
