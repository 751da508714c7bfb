export const id = 421;
export const ids = [421];
export const modules = {

/***/ 35421:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  promote: () => (/* binding */ promote_promote)
});

// EXTERNAL MODULE: ./tmp/build/adapters/journals/git.js + 6 modules
var git = __webpack_require__(22468);
// EXTERNAL MODULE: ./tmp/build/core/markdown.js
var markdown = __webpack_require__(22343);
// EXTERNAL MODULE: ./tmp/build/core/untouched.js
var untouched = __webpack_require__(72959);
// EXTERNAL MODULE: ./tmp/build/core/proven.js
var proven = __webpack_require__(70038);
;// CONCATENATED MODULE: ./tmp/build/core/promotion.js


function promotion({ from, to, now, minAge }) {
    const { live, open } = from.state;
    if (live === null)
        return { release: null, obstacles: [`nothing was ever verified good in ${from.environment}`] };
    const obstacles = [];
    if (open !== null && !(0,untouched/* isUntouched */.O)(open)) {
        obstacles.push(`${open.version} is open in ${from.environment} since ${open.openedAt}: wait until it is finished or taken back`);
    }
    const proof = (0,proven/* provenIn */.W)(from.state, { commit: live.commit, now, minAge });
    if (!proof.isProven)
        obstacles.push(`in ${from.environment}: ${proof.why}`);
    if (to.state.live?.commit === live.commit) {
        obstacles.push(`${live.version} is live in ${to.environment} already, since ${to.state.live.at}`);
    }
    const bad = to.state.bad.find(({ commit }) => commit === live.commit);
    if (bad !== undefined)
        obstacles.push(`${live.version} was marked bad in ${to.environment} at ${bad.at}: ${bad.reason}`);
    return { release: live, obstacles };
}

// EXTERNAL MODULE: ./tmp/build/core/readable.js
var readable = __webpack_require__(3642);
// EXTERNAL MODULE: ./tmp/build/kit/action.js
var action = __webpack_require__(1839);
// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
;// CONCATENATED MODULE: ./tmp/build/stages/critical-log.js

const patience = 300_000;
async function refuseCriticalLog(effects, words, since) {
    effects.log.info(`Ask ${words[0]} for critical log lines since ${since}`);
    const lines = (await output(effects, words, since)).split(/\r?\n/).filter((line) => line.trim() !== "");
    if (lines.length === 0)
        return;
    effects.log.detail(`Critical log lines since ${since}`, lines.join("\n"));
    const count = lines.length === 1 ? "1 critical log line was" : `${lines.length} critical log lines were`;
    const [first = ""] = lines;
    throw new errors/* RefusedError */.fk(`${count} written since ${since}, the first of them: ${first.slice(0, 300)}`, {
        hint: "Look at them; promote a release that writes none.",
    });
}
async function output(effects, words, since) {
    const { folder: cwd, signal } = effects;
    try {
        const { stdout, stderr } = await effects.exec.run(words, { cwd, signal, env: { SINCE: since }, timeout: patience });
        if (stderr !== "")
            effects.log.detail(`${words[0]} (critical-log)`, stderr);
        return stdout;
    }
    catch (error) {
        if (!(error instanceof errors/* CommandError */.Qd || error instanceof errors/* TimeoutError */.MU))
            throw error;
        throw inconclusive(error);
    }
}
function inconclusive(error) {
    return new errors/* RefusedError */.fk(`whether critical log lines were written is not known: ${error.message}`, {
        cause: error,
        hint: "Repair `promote: critical-log`; it has to end with 0, and to print nothing where nothing was found.",
    });
}

// EXTERNAL MODULE: ./tmp/build/actions/deployment.js + 1 modules
var actions_deployment = __webpack_require__(79681);
// EXTERNAL MODULE: ./tmp/build/actions/sections/promote.js
var promote = __webpack_require__(9671);
;// CONCATENATED MODULE: ./tmp/build/actions/promote.js









const promote_promote = (0,action/* defineAction */.Q)({
    ...promote/* promoteSection */.C,
    summary: "Find the release that has proven itself in another environment, or say why there is none. Changes nothing.",
    outputs: {
        version: "What people call the release that may go on; empty where none may.",
        since: "Since when it is verified good in the other environment, ISO 8601; empty where none may go on.",
    },
    async run(task) {
        const deployment = await (0,actions_deployment/* openDeployment */.Q6)(task);
        const { environment, release } = deployment;
        const values = (0,promote/* promoteValues */.h)((0,actions_deployment/* sectionsFor */.AD)(deployment, release.commit));
        const { from, "min-age": minAge, "critical-log": command } = values;
        if (from === environment) {
            throw new errors/* InputError */.dz([
                { where: "promote: from", what: `is \`${environment}\` itself; name another environment` },
            ]);
        }
        const source = { environment: from, state: await stateOf(deployment, from) };
        const target = { environment, state: (await deployment.journal.head()).state };
        const found = promotion({ from: source, to: target, now: task.effects.now(), minAge });
        try {
            if (found.release === null || found.obstacles.length > 0)
                throw notPromoted(found.obstacles);
            const { commit, version, at } = found.release;
            if (command !== undefined)
                await refuseCriticalLog(task.effects, command, at);
            const log = command === undefined ? " No log was looked at: `critical-log` is not configured." : "";
            const told = `${(0,markdown/* prose */.CS)(version)} (${(0,markdown/* code */.aY)(commit.slice(0, 12))}) is good in ${(0,markdown/* prose */.CS)(from)} since ${at}, for at least ${(0,readable/* readableSpan */.nz)(minAge)}.${log}`;
            task.effects.log.info(`${version} (${commit.slice(0, 8)}) may go from ${from} to ${environment}: good since ${at}`);
            if (command === undefined)
                task.effects.log.warn("No log was looked at: `critical-log` is not configured");
            return { outputs: { release: commit, version, since: at }, summary: summaryOf(deployment, told) };
        }
        catch (error) {
            if (!(error instanceof errors/* ActionError */.lZ))
                throw error;
            const summary = summaryOf(deployment, `Nothing is promoted from ${(0,markdown/* prose */.CS)(from)}: ${(0,markdown/* prose */.CS)(error.message)}`);
            return { outputs: { release: "", version: "", since: "" }, summary, failure: error };
        }
    },
});
async function stateOf({ task, application }, environment) {
    const { effects, common } = task;
    const token = common["github-token"];
    const credentials = token === undefined ? {} : { token };
    const place = { effects, store: common.journal, application, environment, ...credentials };
    return (await (await (0,git/* openGitJournal */.y)(place)).head()).state;
}
function notPromoted(obstacles) {
    return new errors/* RefusedError */.fk(`nothing can be promoted:\n${obstacles.map((what) => `- ${what}`).join("\n")}`);
}
function summaryOf({ application, environment }, told) {
    return `## Promotion of ${(0,markdown/* code */.aY)(application)} to ${(0,markdown/* code */.aY)(environment)}\n\n${told}\n`;
}


/***/ })

};
