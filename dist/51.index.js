export const id = 51;
export const ids = [51];
export const modules = {

/***/ 34051:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  cli: () => (/* binding */ cli)
});

// EXTERNAL MODULE: external "node:process"
var external_node_process_ = __webpack_require__(1708);
// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(57975);
// EXTERNAL MODULE: ./tmp/build/actions/common.js
var common = __webpack_require__(67025);
// EXTERNAL MODULE: ./tmp/build/actions/task.js + 4 modules
var task = __webpack_require__(51362);
// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
// EXTERNAL MODULE: ./tmp/build/kit/nearest.js
var nearest = __webpack_require__(67387);
// EXTERNAL MODULE: ./tmp/build/main.js + 1 modules
var main = __webpack_require__(95973);
// EXTERNAL MODULE: ./tmp/build/actions/index.js
var actions = __webpack_require__(70974);
;// CONCATENATED MODULE: ./tmp/build/runtime/commands.js

const stage = (name) => ({ load: async () => (await load(name))(), preset: {} });
async function load(name) {
    const found = actions/* actions */.o[name];
    if (found === undefined)
        throw new Error(`no action is called ${name}`);
    return found;
}
const commands = {
    plan: stage("plan"),
    run: stage("deploy"),
    continue: stage("continue"),
    rollback: { ...stage("rollback"), preset: { which: "any" } },
    status: { load: async () => (await Promise.all(/* import() */[__webpack_require__.e(927), __webpack_require__.e(393)]).then(__webpack_require__.bind(__webpack_require__, 95393))).status, preset: {} },
    log: { load: async () => (await Promise.all(/* import() */[__webpack_require__.e(927), __webpack_require__.e(769)]).then(__webpack_require__.bind(__webpack_require__, 92769))).log, preset: {} },
    stats: { load: async () => (await Promise.all(/* import() */[__webpack_require__.e(927), __webpack_require__.e(595)]).then(__webpack_require__.bind(__webpack_require__, 87595))).stats, preset: {} },
    init: { load: async () => (await Promise.all(/* import() */[__webpack_require__.e(827), __webpack_require__.e(311), __webpack_require__.e(669)]).then(__webpack_require__.bind(__webpack_require__, 36669))).init, preset: {} },
    check: { load: async () => (await Promise.all(/* import() */[__webpack_require__.e(927), __webpack_require__.e(827), __webpack_require__.e(311), __webpack_require__.e(776)]).then(__webpack_require__.bind(__webpack_require__, 42776))).check, preset: {} },
    watch: stage("watch"),
    promote: stage("promote"),
    report: stage("report"),
    backup: stage("backup"),
    drill: stage("drill"),
    "backups list": { load: async () => (await Promise.all(/* import() */[__webpack_require__.e(927), __webpack_require__.e(90)]).then(__webpack_require__.bind(__webpack_require__, 83090))).backupsList, preset: {} },
    "backups verify": {
        load: async () => (await Promise.all(/* import() */[__webpack_require__.e(927), __webpack_require__.e(984)]).then(__webpack_require__.bind(__webpack_require__, 48984))).backupsVerify,
        preset: {},
    },
    "backups restore": {
        load: async () => (await Promise.all(/* import() */[__webpack_require__.e(927), __webpack_require__.e(271)]).then(__webpack_require__.bind(__webpack_require__, 68271))).backupsRestore,
        preset: {},
    },
    "maintenance on": {
        load: async () => (await Promise.all(/* import() */[__webpack_require__.e(927), __webpack_require__.e(944), __webpack_require__.e(112)]).then(__webpack_require__.bind(__webpack_require__, 38112))).maintenanceOn,
        preset: {},
    },
    "maintenance off": {
        load: async () => (await Promise.all(/* import() */[__webpack_require__.e(927), __webpack_require__.e(944), __webpack_require__.e(112)]).then(__webpack_require__.bind(__webpack_require__, 38112))).maintenanceOff,
        preset: {},
    },
    "maintenance status": {
        load: async () => (await Promise.all(/* import() */[__webpack_require__.e(927), __webpack_require__.e(944), __webpack_require__.e(112)]).then(__webpack_require__.bind(__webpack_require__, 38112))).maintenanceStatus,
        preset: {},
    },
    adopt: { load: async () => (await Promise.all(/* import() */[__webpack_require__.e(927), __webpack_require__.e(944), __webpack_require__.e(346)]).then(__webpack_require__.bind(__webpack_require__, 1346))).adopt, preset: {} },
    migrate: stage("migrate"),
    backfill: { load: async () => (await Promise.all(/* import() */[__webpack_require__.e(927), __webpack_require__.e(944), __webpack_require__.e(574)]).then(__webpack_require__.bind(__webpack_require__, 3574))).backfillCommand, preset: {} },
    "deploy-slot": stage("deploy-slot"),
    "smoke-test": stage("smoke-test"),
    "traffic-shift": stage("traffic-shift"),
};

// EXTERNAL MODULE: ./tmp/build/runtime/effects.js + 1 modules
var runtime_effects = __webpack_require__(70994);
;// CONCATENATED MODULE: ./tmp/build/runtime/help.js

const width = 100;
async function generalHelp(commands) {
    const lines = await Promise.all(Object.entries(commands).map(async ([name, command]) => `  ${name.padEnd(16)} ${(await command.load()).summary}`));
    return [
        "deploy-actions: ship a release safely, and put it back when a check fails.",
        "",
        "Usage: deploy-actions <command> [--<input> <value>]...",
        "",
        "Commands:",
        ...lines,
        "",
        "The configuration is .github/deploy.yml. `deploy-actions <command> --help` lists the inputs.",
        "Exit codes: 0 success, 1 failure, 2 wrong input, 3 refused, 130 cancelled.",
        "",
    ].join("\n");
}
function commandHelp(name, action) {
    const adapters = action.adapters.flatMap((registry) => [
        ...inputLines({ [registry.kind]: { ...registry.chooser, description: registry.description } }),
        ...registry.adapters.flatMap((adapter) => inputLines(adapter.inputs, `Only for \`${registry.kind}: ${adapter.name}\`. `)),
    ]);
    return [
        `deploy-actions ${name}`,
        "",
        ...wrap(action.summary, ""),
        "",
        "Inputs of this command:",
        ...(Object.keys(action.inputs).length + adapters.length === 0 ? ["  none"] : []),
        ...adapters,
        ...inputLines(action.inputs),
        "",
        "Inputs of every command:",
        ...inputLines(common/* commonInputs */.j$),
        "  --progress",
        ...wrap("`text` (default) or `json`: one JSON object per deed on standard output.", "      "),
        "",
    ].join("\n");
}
function inputLines(inputs, prefix = "") {
    return Object.entries(inputs).flatMap(([name, field]) => [
        `  --${name}`,
        ...wrap(prefix + describe(field), "      "),
    ]);
}
function describe(field) {
    const choices = field.choices === undefined ? "" : ` One of: ${field.choices.join(", ")}.`;
    const fallback = field.default === undefined ? "" : ` Default: ${field.default}.`;
    return `${field.description}${choices}${fallback}`;
}
function wrap(text, indent) {
    const lines = [];
    let line = indent;
    for (const word of text.split(" ")) {
        if (line.length + word.length > width && line.trim() !== "") {
            lines.push(line.trimEnd());
            line = indent;
        }
        line += `${word} `;
    }
    return [...lines, line.trimEnd()];
}

// EXTERNAL MODULE: ./tmp/build/runtime/redactor.js
var runtime_redactor = __webpack_require__(25633);
;// CONCATENATED MODULE: ./tmp/build/runtime/terminal-log.js

function terminalLog(progress, redact) {
    const started = performance.now();
    const seconds = () => ((performance.now() - started) / 1000).toFixed(1).padStart(6);
    const print = (line) => external_node_process_.stderr.write(`${redact(line)}\n`);
    const tell = (name, facts) => {
        external_node_process_.stdout.write(`${redact(JSON.stringify({ at: new Date().toISOString(), event: name, ...facts }))}\n`);
    };
    if (progress === "json") {
        return {
            info: (line) => tell("log", { line }),
            warn: (line) => tell("warning", { line }),
            event: tell,
            detail: (title, lines) => tell("detail", { title, lines }),
        };
    }
    return {
        info: (line) => print(`${seconds()}s  ${line}`),
        warn: (line) => print(`${seconds()}s  Warning: ${line}`),
        event: () => undefined,
        detail: (title, lines) => print(`--- ${title}\n${lines.trimEnd()}\n---`),
    };
}

;// CONCATENATED MODULE: ./tmp/build/cli.js
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












const exitCodes = { success: 0, failure: 1, refused: 3, cancelled: 130 };
async function cli(args) {
    external_node_process_.exitCode = await run(args);
    external_node_process_.stdout.write("", () => external_node_process_.exit());
}
async function run(args) {
    const { name, rest } = spoken(args);
    const command = commands[name];
    try {
        if (["help", "--help", "-h"].includes(name))
            return print(await generalHelp(commands));
        if (command === undefined)
            throw new errors/* InputError */.dz([{ where: "command", what: (0,nearest/* unknownName */.U)("command", name, Object.keys(commands)) }]);
        const action = await command.load();
        if (rest.includes("--help") || rest.includes("-h"))
            return print(commandHelp(name, action));
        return await runAction(action, parse(name, action, rest, command.preset));
    }
    catch (error) {
        return complain((0,errors/* toActionError */.ie)(error), (text) => text);
    }
}
function spoken(args) {
    const [first = "help", second = "", ...rest] = args;
    const both = `${first} ${second}`;
    const isPair = Object.keys(commands).some((name) => name.startsWith(`${first} `)) && !second.startsWith("-");
    return isPair ? { name: both.trim(), rest } : { name: first, rest: args.slice(1) };
}
async function runAction(action, { given, progress }) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const redactor = (0,runtime_redactor/* createRedactor */.l)(() => undefined);
        if (given["github-token"] !== undefined)
            redactor.mask(given["github-token"]);
        const effects = __addDisposableResource(env_1, (0,runtime_effects/* realEffects */.V)({
            log: terminalLog(progress, redactor.redact),
            redactor,
            folder: given["working-directory"] ?? ".",
            summary: async (markdown) => void external_node_process_.stdout.write(redactor.redact(markdown)),
        }), false);
        try {
            const { outputs, summary, failure } = await action.run(await (0,task/* readTask */.g)(action, given, effects));
            if (progress === "json")
                effects.log.event("outcome", { outcome: (0,main/* outcomeOf */.s)(failure), reason: failure?.code ?? "", ...outputs });
            else if (summary !== undefined)
                external_node_process_.stdout.write(`${redactor.redact(summary)}\n`);
            return failure === undefined ? 0 : complain(failure, redactor.redact);
        }
        catch (error) {
            return complain((0,errors/* toActionError */.ie)(error), redactor.redact);
        }
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        __disposeResources(env_1);
    }
}
function parse(name, action, args, preset) {
    const known = (0,task/* knownInputs */.B)(action);
    const options = Object.fromEntries([...known, "progress"].map((option) => [option, { type: "string" }]));
    const unknown = args.filter((arg) => arg.startsWith("--")).map((arg) => arg.slice(2).split("=")[0] ?? "");
    const problems = unknown
        .filter((option) => !(option in options))
        .map((option) => {
        return { where: `--${option}`, what: (0,nearest/* unknownName */.U)("option", option, Object.keys(options)) };
    });
    if (problems.length > 0)
        throw new errors/* InputError */.dz(problems, { hint: `\`deploy-actions ${name} --help\` lists them.` });
    const { values } = parseOrExplain(withFlags(args, { ...common/* commonInputs */.j$, ...action.inputs }), options);
    const { progress = "text", ...given } = values;
    if (progress !== "text" && progress !== "json")
        throw new errors/* InputError */.dz([{ where: "--progress", what: "must be text or json" }]);
    return { command: name, given: { ...(given.release === undefined ? preset : {}), ...given }, progress };
}
function withFlags(args, inputs) {
    return args.flatMap((arg, i) => {
        const isFlag = arg.startsWith("--") && inputs[arg.slice(2)]?.kind === "flag";
        const next = args[i + 1];
        return isFlag && (next === undefined || next.startsWith("--")) ? [arg, "true"] : [arg];
    });
}
function parseOrExplain(args, options) {
    try {
        return (0,external_node_util_.parseArgs)({ args: [...args], options, strict: true });
    }
    catch (error) {
        throw new errors/* InputError */.dz([{ where: "options", what: error.message.split("\n")[0] ?? "" }], { cause: error });
    }
}
function print(text) {
    external_node_process_.stdout.write(text);
    return 0;
}
function complain(failure, redact) {
    const hint = failure.hint === undefined ? "" : `\n${failure.hint}`;
    external_node_process_.stderr.write(`${redact(`\n${failure.code}: ${failure.message}${hint}`)}\n`);
    if (failure.code === "unexpected" && failure.cause instanceof Error)
        external_node_process_.stderr.write(`${redact(failure.cause.stack ?? "")}\n`);
    return failure.code === "invalid_input" ? 2 : (exitCodes[(0,main/* outcomeOf */.s)(failure)] ?? 1);
}


/***/ })

};
