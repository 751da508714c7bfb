export const id = 221;
export const ids = [221];
export const modules = {

/***/ 1903:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  yP: () => (/* binding */ openChain),
  Q6: () => (/* binding */ openDeployment),
  AD: () => (/* binding */ sectionsFor),
  Kd: () => (/* binding */ surveyFor),
  zV: () => (/* binding */ underLease)
});

// EXTERNAL MODULE: ./tmp/build/core/fold.js + 1 modules
var fold = __webpack_require__(4279);
// EXTERNAL MODULE: ./tmp/build/core/journal.js + 1 modules
var journal = __webpack_require__(4924);
// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(3134);
// EXTERNAL MODULE: ./tmp/build/stages/ports/journal.js
var ports_journal = __webpack_require__(1916);
// EXTERNAL MODULE: external "node:stream/consumers"
var consumers_ = __webpack_require__(8321);
;// CONCATENATED MODULE: ./tmp/build/adapters/journals/git-command.js


const quiet = [
    ["core.hooksPath", "/dev/null"],
    ["core.fsmonitor", "false"],
    ["core.filesRefLockTimeout", "1000"],
    ["commit.gpgSign", "false"],
    ["push.gpgSign", "false"],
    ["push.followTags", "false"],
    ["push.recurseSubmodules", "no"],
    ["push.pushOption", ""],
    ["fetch.recurseSubmodules", "false"],
    ["gc.auto", "0"],
    ["maintenance.auto", "false"],
    ["i18n.commitEncoding", "UTF-8"],
];
const foreign = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_GRAFT_FILE",
    "GIT_CONFIG",
    "GIT_CONFIG_PARAMETERS",
    "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE",
];
function gitCommand(effects, place) {
    const env = {
        ...Object.fromEntries(foreign.map((name) => [name, undefined])),
        GIT_TERMINAL_PROMPT: "0",
        GIT_OPTIONAL_LOCKS: "0",
        GIT_NO_REPLACE_OBJECTS: "1",
        LC_ALL: "C",
        ...settingsByEnvironment(effects, [...quiet, ...(place.settings ?? [])]),
    };
    const where = place.gitDir === undefined ? [] : [`--git-dir=${place.gitDir}`];
    return async (args, how = {}) => {
        const { stdout, done } = effects.exec.stream(["git", ...where, ...args], {
            cwd: place.folder,
            env: { ...env, ...how.env },
            timeout: place.timeout,
            stdin: how.stdin ?? "",
        });
        const [output, end] = await Promise.allSettled([(0,consumers_.buffer)(stdout), done]);
        if (end.status === "rejected")
            throw translate(end.reason);
        if (output.status === "rejected")
            throw output.reason;
        return output.value;
    };
}
async function gitLine(git, args, how) {
    return (await git(args, how)).toString("utf8").trim();
}
function gitSaid(error) {
    if (error instanceof errors/* CommandError */.Qd)
        return error.output === "" ? error.message : error.output.replaceAll("\n", "; ");
    return error.message;
}
function asServiceError(error, what, hint) {
    if (!(error instanceof errors/* CommandError */.Qd || error instanceof errors/* TimeoutError */.MU))
        return error;
    return new errors/* ServiceError */._7(`${what}: ${gitSaid(error)}`, { hint, cause: error });
}
function settingsByEnvironment(effects, settings) {
    const taken = Number(effects.env("GIT_CONFIG_COUNT") ?? 0) || 0;
    const entries = settings.flatMap(([name, value], i) => [
        [`GIT_CONFIG_KEY_${taken + i}`, name],
        [`GIT_CONFIG_VALUE_${taken + i}`, value],
    ]);
    return { ...Object.fromEntries(entries), GIT_CONFIG_COUNT: String(taken + settings.length) };
}
function translate(error) {
    const isMissing = error instanceof errors/* CommandError */.Qd && error.cause?.code === "ENOENT";
    if (!isMissing)
        return error;
    const hint = "Install git 2.31 or newer, or put its folder on PATH; `git version` prints which one is found.";
    return new errors/* InputError */.dz("the journal is kept by `git`, which is not installed here", { hint, cause: error });
}

;// CONCATENATED MODULE: ./tmp/build/adapters/journals/local-refs.js


function localRefs(effects, repository, ref, timeout) {
    const git = gitCommand(effects, { ...repository, timeout });
    const peek = () => readRef(effects, git, repository, ref);
    return {
        git,
        location: `${ref} in ${repository.gitDir}`,
        latest: peek,
        peek,
        deepen: peek,
        async swap(commit, after) {
            try {
                await git(["update-ref", "--no-deref", ref, commit, after ?? ""]);
            }
            catch (error) {
                const now = await peek();
                if (now !== after)
                    return now !== null && isAncestor(git, commit, ref);
                const hint = `Look at who owns ${repository.gitDir}; a left-over \`${ref}.lock\` in it may be deleted when no git runs.`;
                throw asServiceError(error, "the journal could not be written, and nothing was changed", hint);
            }
            return isAncestor(git, commit, ref);
        },
    };
}
async function readRef(effects, git, repository, ref) {
    try {
        return await gitLine(git, ["rev-parse", "--verify", "--quiet", `${ref}^{commit}`]);
    }
    catch (error) {
        const hint = `Look at \`${repository.gitDir}\`: whether it is there, and who may read it.`;
        if (!(error instanceof errors/* CommandError */.Qd) || error.exitCode !== 1)
            throw asServiceError(error, "the journal cannot be read", hint);
        if (await isAbsent(effects, repository, ref))
            return null;
        throw new errors/* RefusedError */.fk(`the journal's ref \`${ref}\` in \`${repository.gitDir}\` is broken`, {
            hint: "Set it back to the last good entry: `git fsck` lists what is left, `git update-ref` repairs it.",
            cause: error,
        });
    }
}
async function isAbsent(effects, { gitDir, folder }, ref) {
    const words = ["git", `--git-dir=${gitDir}`, "for-each-ref", "--format=%(refname)", ref];
    const { stdout, stderr } = await effects.exec.run(words, { cwd: folder, env: { LC_ALL: "C" } });
    return stdout === "" && stderr === "";
}
async function isAncestor(git, commit, ref) {
    try {
        await git(["merge-base", "--is-ancestor", commit, ref]);
        return true;
    }
    catch (error) {
        if (error instanceof errors/* CommandError */.Qd && error.exitCode === 1)
            return false;
        throw error;
    }
}

;// CONCATENATED MODULE: ./tmp/build/adapters/journals/objects.js



const identity = { name: "deploy-actions", email: "deploy-actions@users.noreply.github.com" };
async function writeCommit(git, { entry, state, parent, writer }) {
    const blob = (value) => {
        return gitLine(git, ["hash-object", "-w", "--stdin"], { stdin: `${JSON.stringify(value)}\n` });
    };
    const [entryId, stateId] = await Promise.all([blob(entry), blob(state)]);
    const listing = `100644 blob ${entryId}\tentry.json\n100644 blob ${stateId}\tstate.json\n`;
    const tree = await gitLine(git, ["mktree"], { stdin: listing });
    return gitLine(git, ["commit-tree", tree, ...(parent === null ? [] : ["-p", parent])], {
        stdin: `${subject(entry)}\n\nEntry: ${entry.id}\nWriter: ${writer}\n`,
        env: {
            GIT_AUTHOR_NAME: identity.name,
            GIT_AUTHOR_EMAIL: identity.email,
            GIT_COMMITTER_NAME: identity.name,
            GIT_COMMITTER_EMAIL: identity.email,
        },
    });
}
function subject({ phase, deed, release, item }) {
    const facts = [release === null ? null : `${release.version} (${release.slot})`, item].filter((fact) => fact !== null);
    const summary = facts.length === 0 ? "journal" : facts.join(", ");
    return `${phase} ${deed}: ${summary}`.replaceAll(/[\s\p{Cc}]+/gu, " ").slice(0, 120);
}
async function readState(git, commit) {
    const [found] = await readBlobs(git, [`${commit}:state.json`]);
    const state = parseObject(found, commit, "state.json");
    const missing = state.format === journal/* emptyState */.p$.format ? Object.keys(journal/* emptyState */.p$).filter((key) => !(key in state)) : [];
    if (typeof state.format !== "number" || missing.length > 0)
        throw objects_foreign(commit, "state.json");
    return state;
}
async function readEntries(git, head, limit) {
    const listed = await gitLine(git, ["rev-list", `--max-count=${limit}`, head]);
    const commits = listed.split("\n");
    const blobs = await readBlobs(git, commits.map((commit) => `${commit}:entry.json`));
    return commits.map((place, i) => ({
        ...parseObject(blobs[i], place, "entry.json"),
        place,
    }));
}
async function readBlobs(git, names) {
    const output = await git(["cat-file", "--batch"], { stdin: `${names.join("\n")}\n` });
    const found = [];
    let at = 0;
    while (at < output.length) {
        const end = output.indexOf("\n", at);
        const [, type, size] = output.toString("utf8", at, end).split(" ");
        at = end + 1;
        if (type !== "blob") {
            found.push(null);
            continue;
        }
        found.push(output.subarray(at, at + Number(size)));
        at += Number(size) + 1;
    }
    return found;
}
function parseObject(blob, commit, file) {
    try {
        const value = JSON.parse(blob?.toString("utf8") ?? "");
        if (typeof value === "object" && value !== null && !Array.isArray(value))
            return value;
    }
    catch {
    }
    throw objects_foreign(commit, file);
}
function objects_foreign(commit, file) {
    return new errors/* RefusedError */.fk(`the journal's commit \`${commit}\` holds no readable ${file}; deploy-actions did not write it`, {
        hint: "Find out who has written to refs/deploy-actions, and set the ref back to the last good entry.",
    });
}

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
;// CONCATENATED MODULE: ./tmp/build/adapters/journals/credentials.js
function publicAddress(address) {
    return address.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, "$1");
}
function maskAddress(effects, address) {
    const password = /^[a-z][a-z0-9+.-]*:\/\/([^/@]*)@/i.exec(address)?.[1]?.replace(/^[^:]*:/, "");
    if (password === undefined || password === "")
        return;
    effects.mask(password);
    effects.mask(safelyDecoded(password));
}
function tokenSettings(effects, token, address, settings) {
    const server = effects.env("GITHUB_SERVER_URL") ?? "https://github.com";
    if (token === undefined || !belongsTo(address, server))
        return settings;
    const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
    effects.mask(token);
    effects.mask(basic);
    const name = `http.${new URL(server).origin}/.extraheader`;
    const others = settings.filter(([key]) => !/^http\..*extraheader$/i.test(key));
    return [...others, [name, ""], [name, `AUTHORIZATION: basic ${basic}`]];
}
function belongsTo(address, server) {
    if (!/^https?:\/\//i.test(address))
        return false;
    const [to, own] = [new URL(address), new URL(server)];
    return to.origin === own.origin;
}
function safelyDecoded(text) {
    try {
        return decodeURIComponent(text);
    }
    catch {
        return text;
    }
}

;// CONCATENATED MODULE: ./tmp/build/adapters/journals/push.js


const reach = "Look at the network, the remote's address (`git remote -v`) and the right to push (on GitHub `permissions: contents: write`); then run this again.";
async function swapByPush(remote, commit, after) {
    const first = await push(remote, commit, after);
    if (first === "taken")
        return true;
    const found = await look(remote, commit, after, first);
    if (found !== "not there")
        return found === "ours";
    const second = await push(remote, commit, after);
    if (second === "taken")
        return true;
    const again = await look(remote, commit, after, second);
    if (again !== "not there")
        return again === "ours";
    throw new errors/* ServiceError */._7(`\`${remote.shown}\` did not take the journal's entry, and nothing was changed: ${gitSaid(second)}`, {
        hint: reach,
        cause: second,
    });
}
async function push({ git, ref }, commit, after) {
    const lease = `--force-with-lease=${ref}:${after ?? ""}`;
    try {
        const told = await git([
            "push",
            "--porcelain",
            "--no-verify",
            "--no-follow-tags",
            lease,
            "journal",
            `${commit}:${ref}`,
        ]);
        const isTaken = told
            .toString("utf8")
            .split("\n")
            .some((line) => /^[ *=+]\t/.test(line) && line.includes(`:${ref}\t`));
        return isTaken ? "taken" : new errors/* ServiceError */._7("git push said nothing about the journal's ref");
    }
    catch (error) {
        if (error instanceof errors/* ActionError */.lZ)
            return error;
        throw error;
    }
}
async function look(remote, commit, after, why) {
    try {
        for (let depth = 32;; depth *= 8) {
            if (!(await remote.fetch(depth)))
                return after === null ? "not there" : "somebody else's";
            const head = await remote.current();
            if (head === after)
                return "not there";
            const places = (await gitLine(remote.git, ["rev-list", `--max-count=${depth}`, head ?? ""])).split("\n");
            if (places.includes(commit))
                return "ours";
            if (places.length < depth || (after !== null && places.includes(after)))
                return "somebody else's";
        }
    }
    catch (error) {
        const unknown = `\`${remote.shown}\` cannot be reached; whether it took the journal's last entry is not known`;
        throw new errors/* ServiceError */._7(`${unknown}: ${gitSaid(why)}`, { hint: reach, cause: error });
    }
}

;// CONCATENATED MODULE: ./tmp/build/adapters/journals/repository.js



async function findRepository(effects, folder, timeout) {
    const git = gitCommand(effects, { folder, timeout });
    try {
        await requireVersion(git);
        const asked = await git(["rev-parse", "--absolute-git-dir", "--show-object-format", "--show-cdup"]);
        const [gitDir = "", objectFormat = "sha1", up = ""] = asked.toString("utf8").split("\n");
        return { gitDir, objectFormat, folder: (0,external_node_path_.resolve)(folder, up) };
    }
    catch (error) {
        if (!(error instanceof errors/* CommandError */.Qd))
            throw error;
        const isDubious = error.output.includes("dubious ownership");
        throw new errors/* InputError */.dz(`the journal is kept in git, and \`${folder}\` cannot be used: ${gitSaid(error)}`, {
            hint: isDubious
                ? `Run \`git config --global --add safe.directory ${folder}\`.`
                : "Run this inside the application's repository (actions/checkout, or `git init`).",
            cause: error,
        });
    }
}
async function remoteSettings(effects, repository, timeout) {
    const git = gitCommand(effects, { ...repository, timeout });
    const found = await readConfig(git, "^(remote\\.origin\\.|http\\.|credential\\.|url\\.|core\\.sshcommand$|ssh\\.)");
    const one = (name) => found.find(([key]) => key === `remote.origin.${name}`)?.[1];
    const address = one("pushurl") ?? one("url");
    if (address === undefined) {
        throw new errors/* InputError */.dz(`\`${repository.folder}\` has no remote called origin, so the journal has nowhere to go`, {
            hint: "Add one with `git remote add origin <address>`, or keep the journal here with `journal: local`.",
        });
    }
    const transport = ["receivepack", "uploadpack", "proxy", "proxyauthmethod"].flatMap((name) => {
        const value = one(name);
        return value === undefined ? [] : [[`remote.journal.${name}`, value]];
    });
    return { address, settings: [...found.filter(([key]) => !key.startsWith("remote.")), ...transport] };
}
async function readConfig(git, pattern) {
    try {
        const output = await git(["config", "--local", "--includes", "--null", "--get-regexp", pattern]);
        const entries = output.toString("utf8").split("\0").slice(0, -1);
        return entries.map((entry) => {
            const end = entry.indexOf("\n");
            return end === -1 ? [entry, "true"] : [entry.slice(0, end), entry.slice(end + 1)];
        });
    }
    catch (error) {
        if (error instanceof errors/* CommandError */.Qd && error.exitCode === 1)
            return [];
        throw error;
    }
}
async function requireVersion(git) {
    const said = await gitLine(git, ["version"]);
    const [, major = 0, minor = 0] = /(\d+)\.(\d+)/.exec(said)?.map(Number) ?? [];
    if (major > 2 || (major === 2 && minor >= 31))
        return;
    throw new errors/* InputError */.dz(`the journal needs git 2.31 or newer; this is \`${said}\``, {
        hint: "Update git: an older one would ignore the settings that keep your hooks and signatures out of it.",
    });
}

;// CONCATENATED MODULE: ./tmp/build/adapters/journals/origin-refs.js







async function originRefs(options) {
    const { effects, repository, ref, timeout } = options;
    const { address, settings } = await remoteSettings(effects, repository, timeout);
    maskAddress(effects, address);
    const gitDir = (0,external_node_path_.join)(effects.temporary, `journal-${effects.uuid()}.git`);
    const place = { gitDir, folder: repository.folder };
    const git = gitCommand(effects, {
        ...place,
        timeout,
        settings: [["remote.journal.url", address], ...tokenSettings(effects, options.token, address, settings)],
    });
    await git(["init", "--quiet", "--bare", "--template=", `--object-format=${repository.objectFormat}`]);
    const shown = publicAddress(address);
    const fetch = (depth) => fetchRef(git, ref, depth, shown);
    const exclusively = inTurn();
    const current = () => readRef(effects, git, place, ref);
    return {
        git,
        location: `${ref} at ${shown}`,
        peek: () => askRemote(git, ref, shown),
        latest: () => exclusively(async () => ((await fetch(1)) ? current() : null)),
        deepen: (count) => exclusively(async () => ((await fetch(count)) ? current() : null)),
        swap: (commit, after) => exclusively(() => swapByPush({ git, ref, shown, fetch, current }, commit, after)),
    };
}
async function fetchRef(git, ref, depth, shown, isLast = false) {
    try {
        const still = ["--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--no-recurse-submodules"];
        await git(["fetch", ...still, `--depth=${depth}`, "journal", `+${ref}:${ref}`]);
        return true;
    }
    catch (error) {
        const answers = error instanceof errors/* CommandError */.Qd;
        if (answers && (await askRemote(git, ref, shown)) === null)
            return false;
        if (answers && !isLast)
            return fetchRef(git, ref, depth, shown, true);
        throw asServiceError(error, `the journal at \`${shown}\` cannot be read`, reach);
    }
}
function inTurn() {
    let last = Promise.resolve();
    return (act) => {
        const next = last.then(act);
        last = next.catch(() => undefined);
        return next;
    };
}
async function askRemote(git, ref, shown) {
    try {
        const lines = (await git(["ls-remote", "--refs", "journal", ref])).toString("utf8").split("\n");
        return lines.find((line) => line.endsWith(`\t${ref}`))?.split("\t")[0] ?? null;
    }
    catch (error) {
        throw asServiceError(error, `the journal at \`${shown}\` cannot be reached`, reach);
    }
}

;// CONCATENATED MODULE: ./tmp/build/adapters/journals/ref-name.js

const longest = 200;
function journalRef(application, environment) {
    const parts = { application, environment };
    const problems = Object.entries(parts).flatMap(([where, name]) => problemsOf(where, name));
    if (problems.length > 0)
        throw new errors/* InputError */.dz(problems);
    return `refs/deploy-actions/v1/${encodePart(application)}/${encodePart(environment)}`;
}
function encodePart(name) {
    const bytes = Buffer.from(name.normalize("NFC").toLowerCase(), "utf8");
    return Array.from(bytes, (byte) => {
        const character = String.fromCharCode(byte);
        return /[a-z0-9_-]/.test(character) ? character : `%${byte.toString(16).padStart(2, "0")}`;
    }).join("");
}
function problemsOf(where, name) {
    if (name.trim() === "")
        return [{ where, what: "must not be empty; the journal is named after it" }];
    const { length } = encodePart(name);
    return length <= longest ? [] : [{ where, what: `is too long for a git ref (${length} bytes, at most ${longest})` }];
}

;// CONCATENATED MODULE: ./tmp/build/adapters/journals/git.js










async function openGitJournal(options) {
    const { effects, store, application, environment, token, timeout = 30_000 } = options;
    const ref = journalRef(application, environment);
    const repository = await findRepository(effects, options.repository ?? effects.folder, timeout);
    const refs = store === "local"
        ? localRefs(effects, repository, ref, timeout)
        : await originRefs({ effects, repository, ref, token, timeout });
    return journalOf(refs, effects);
}
function journalOf(refs, effects) {
    let known = { at: null, state: journal/* emptyState */.p$ };
    const notLost = (at) => {
        if (at === null && known.at !== null)
            throw lost(refs.location, known.at);
        return at;
    };
    return {
        location: refs.location,
        peek: async () => notLost(await refs.peek()),
        async head() {
            const at = notLost(await refs.latest());
            if (at !== null && at !== known.at) {
                known = { at, state: checked(await reading(refs.location, () => readState(refs.git, at))) };
            }
            return known;
        },
        async append(entry, after) {
            const state = folded(after.state, entry);
            if (after.at !== known.at && (await refs.latest()) !== after.at)
                throw moved(refs.location);
            const commit = await writing(refs.location, () => {
                return writeCommit(refs.git, { entry, state, parent: after.at, writer: effects.uuid() });
            });
            if (!(await refs.swap(commit, after.at)))
                throw moved(refs.location);
            known = { at: commit, state };
            return known;
        },
        async entries(limit) {
            if (limit < 1)
                return [];
            const head = notLost(await refs.deepen(limit));
            if (head === null)
                return [];
            const entries = await reading(refs.location, () => readEntries(refs.git, head, limit));
            for (const entry of entries)
                checked(entry);
            return entries;
        },
    };
}
function reading(location, act) {
    return act().catch((error) => {
        throw asServiceError(error, `${location} cannot be read`, "Look at the disk and at who owns the repository.");
    });
}
function writing(location, act) {
    return act().catch((error) => {
        const hint = "Look at the room on the disk (`df -h`) and at who may write to the repository.";
        throw asServiceError(error, `${location} could not be written, and nothing was changed`, hint);
    });
}
function moved(location) {
    return new ports_journal/* JournalMoved */.J(`somebody else has written to ${location}`);
}
function folded(state, entry) {
    return refusing(() => JSON.parse(JSON.stringify((0,fold/* fold */.A)(checked(state), entry))));
}
function checked(written) {
    refusing(() => (0,journal/* checkFormat */.KA)(written));
    return written;
}
function refusing(act) {
    try {
        return act();
    }
    catch (error) {
        if (!(error instanceof journal/* JournalRefusal */.Eb))
            throw error;
        throw new errors/* RefusedError */.fk(error.message, { hint: "Nothing was written.", cause: error });
    }
}
function lost(location, last) {
    return new errors/* RefusedError */.fk(`the journal ${location} is gone; its newest entry was \`${last}\``, {
        hint: `Find out who deleted it, and put the ref back to \`${last}\` before anything else is deployed.`,
    });
}

;// CONCATENATED MODULE: ./tmp/build/adapters/repositories/git.js

function gitRepository({ exec, folder }) {
    const git = async (args, okCodes = []) => {
        try {
            return await exec.run(["git", "--no-optional-locks", ...args], { cwd: folder, okCodes });
        }
        catch (error) {
            if (error instanceof errors/* CommandError */.Qd && /not a git repository/i.test(error.output))
                throw noRepository(folder, error);
            throw error;
        }
    };
    return {
        async resolve(revision) {
            const { code, stdout } = await git(["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`], [1, 128]);
            if (code === 0)
                return stdout.trim();
            await git(["rev-parse", "--git-dir"]);
            throw new errors/* InputError */.dz([{ where: "release", what: `the repository has no commit \`${revision}\`` }], {
                hint: "Fetch it; in a shallow checkout set `fetch-depth: 0`.",
            });
        },
        async holds(commit) {
            const { code } = await git(["cat-file", "-e", `${commit}^{commit}`], [1, 128]);
            return code === 0;
        },
        async isShallow() {
            const { stdout } = await git(["rev-parse", "--is-shallow-repository"]);
            return stdout.trim() === "true";
        },
        async changes() {
            const { stdout } = await git(["status", "--porcelain", "-z", "--untracked-files=all"]);
            return stdout
                .split("\0")
                .filter((line) => line !== "")
                .map((line) => line.slice(3));
        },
    };
}
function noRepository(folder, cause) {
    return new errors/* InputError */.dz([{ where: "release", what: `\`${folder}\` is not a git repository` }], {
        cause,
        hint: "Run this inside the repository, or add actions/checkout before this step.",
    });
}

// EXTERNAL MODULE: ./tmp/build/core/lease.js
var core_lease = __webpack_require__(2310);
;// CONCATENATED MODULE: ./tmp/build/stages/heartbeat.js

function startHeartbeat(pulse) {
    const ticking = new AbortController();
    const beating = Promise.all([beat(pulse, ticking.signal), expire(pulse, ticking.signal)]);
    return {
        async stop() {
            ticking.abort();
            await beating;
        },
    };
}
async function beat({ effects, length, renew, look, warn }, signal) {
    const renewal = length / 3;
    const pause = Math.min(renewal, 10_000);
    let renewed = effects.monotonic();
    while (!signal.aborted) {
        await effects.sleep(pause, signal).catch(() => undefined);
        if (signal.aborted)
            return;
        try {
            await look();
            if (effects.monotonic() - renewed < renewal)
                continue;
            await renew();
            renewed = effects.monotonic();
        }
        catch (error) {
            warn(error);
        }
    }
}
async function expire(pulse, signal) {
    const { effects, length, renewedAt, lose } = pulse;
    while (!signal.aborted) {
        const left = renewedAt() + length - effects.monotonic();
        if (left > 0)
            await effects.sleep(left, signal).catch(() => undefined);
        else if (!(await renewsOnceMore(pulse, signal)))
            return lose(expired(length));
    }
}
async function renewsOnceMore({ effects, length, renew }, signal) {
    const patience = effects.sleep(length / 3, signal).then(() => false, () => true);
    const renewal = renew().then(() => true, () => false);
    return Promise.race([renewal, patience]);
}
function expired(length) {
    const told = `the lease could not be renewed for ${Math.round(length / 1000)} s`;
    return new errors/* RefusedError */.fk(`${told}: the journal is out of reach, and another run may have taken over`, {
        hint: "Nothing more is changed by this run. `continue` or `rollback` goes on from the journal.",
    });
}

// EXTERNAL MODULE: ./tmp/build/stages/writer.js
var writer = __webpack_require__(9789);
;// CONCATENATED MODULE: ./tmp/build/stages/lease.js



const poll = 500;
async function takeLease(journal, effects, terms) {
    const started = effects.monotonic();
    const watch = silenceWatch(effects);
    let head = await journal.head();
    for (;;) {
        const decision = (0,core_lease/* decideLease */.r)(head.state, await livenessOf(head.state.lease, effects), watch(head.state.lease));
        if (decision.take) {
            const taken = await tryTake(journal, effects, head, terms.length);
            if (taken !== null)
                return taken;
            head = await journal.head();
            continue;
        }
        const waited = effects.monotonic() - started;
        if (waited >= (terms.requestAbort?.within ?? terms.wait))
            throw held(decision.holder, terms);
        if (terms.requestAbort !== null)
            await askToStop(journal, effects, head, terms.requestAbort.reason);
        else if (waited < poll)
            effects.log.info(`Wait for ${(0,core_lease/* describeHolder */.s)(decision.holder)}`);
        await effects.sleep(poll, effects.signal);
        head = await journal.head();
    }
}
async function tryTake(journal, effects, head, length) {
    const before = head.state;
    const { head: after, entry } = await (0,writer/* appendDeciding */.UE)(journal, head, (state) => {
        if (state.epoch !== before.epoch || state.lease?.nonce !== before.lease?.nonce)
            return null;
        const from = state.lease?.holder.id ?? null;
        return (0,writer/* fullEntry */.aG)({ phase: "done", deed: "take-lease", asked: { length }, before: { from } }, effects, state.epoch + 1);
    });
    return entry === null ? null : after;
}
async function askToStop(journal, effects, head, reason) {
    await (0,writer/* appendDeciding */.UE)(journal, head, (state) => {
        if (state.open === null || state.open.abortRequested !== null || state.lease === null)
            return null;
        effects.log.info(`Ask ${(0,core_lease/* describeHolder */.s)(state.lease)} to stop`);
        return (0,writer/* fullEntry */.aG)({ phase: "note", deed: "abort-requested", reason }, effects, state.epoch);
    });
}
function held(lease, terms) {
    if (terms.requestAbort !== null) {
        return new errors/* RefusedError */.fk(`${(0,core_lease/* describeHolder */.s)(lease)} was asked to stop and has not done so in time`, {
            hint: "End that process (it may be in the middle of a migration: look first), then run `rollback` again.",
        });
    }
    const ask = terms.wait > 0 ? "It did not end in time" : "Wait for it, give `wait: 30m`";
    return new errors/* RefusedError */.fk(`another run holds the lease: ${(0,core_lease/* describeHolder */.s)(lease)}`, {
        hint: `${ask}, or run \`deploy-actions rollback\`, which asks it to stop.`,
    });
}
async function livenessOf(lease, effects) {
    if (lease === null)
        return "ended";
    if (lease.holder.host !== effects.run.host)
        return "unknown";
    const { pid, startedAt } = lease.holder;
    return (await effects.exec.isAlive({ pid, startedAt })) ? "alive" : "ended";
}
function silenceWatch(effects) {
    let seen = "";
    let since = effects.monotonic();
    return (lease) => {
        const now = `${lease?.epoch} ${lease?.nonce}`;
        if (now !== seen) {
            seen = now;
            since = effects.monotonic();
        }
        return effects.monotonic() - since;
    };
}
function holds(state, epoch) {
    return state.lease !== null && state.epoch === epoch;
}

;// CONCATENATED MODULE: ./tmp/build/stages/session.js





async function openSession(place, effects, terms) {
    let renewedAt = effects.monotonic();
    const journal = {
        ...place,
        async append(entry, after) {
            const asked = effects.monotonic();
            const next = await place.append(entry, after);
            renewedAt = asked;
            return next;
        },
    };
    let head = await takeLease(journal, effects, terms);
    const { epoch } = head.state;
    let lastEntry = "";
    const lost = new AbortController();
    const signal = AbortSignal.any([effects.signal, lost.signal]);
    const exclusively = queue();
    const follow = (next) => {
        head = next;
        const reason = whyStop(next.state, epoch);
        if (reason !== null && !lost.signal.aborted)
            lost.abort(reason);
    };
    const write = (draft) => exclusively(async () => {
        const { head: next, entry } = await (0,writer/* appendDeciding */.UE)(journal, head, (state) => {
            const reason = holds(state, epoch) ? null : whyStop(state, epoch);
            if (reason !== null)
                throw reason;
            return (0,writer/* fullEntry */.aG)({ release: releaseOf(state), ...draft }, effects, epoch);
        });
        follow(next);
        lastEntry = entry.id;
        return lastEntry;
    });
    const look = () => exclusively(async () => {
        if ((await journal.peek()) !== head.at)
            follow(await journal.head());
    });
    const heartbeat = startHeartbeat({
        effects,
        length: terms.length,
        renew: () => write({ phase: "note", deed: "renew" }),
        look,
        renewedAt: () => renewedAt,
        lose: (reason) => lost.abort(reason),
        warn: (error) => warn(effects, error),
    });
    const session = {
        get state() {
            return head.state;
        },
        get release() {
            return releaseOf(head.state);
        },
        get lastEntry() {
            return lastEntry;
        },
        signal,
        write,
        mutate: (intent, act) => mutate(session, effects, intent, act),
        async [Symbol.asyncDispose]() {
            await heartbeat.stop();
            if (holds(head.state, epoch))
                await write({ phase: "done", deed: "release-lease" }).catch((error) => warn(effects, error));
        },
    };
    await settleInterrupted(session);
    return session;
}
async function mutate(session, effects, intent, act) {
    const { doing, ...draft } = intent;
    const { deed, item = null } = draft;
    const of = await session.write({ ...draft, phase: "intend" });
    effects.log.info(doing);
    effects.log.event("intend", { deed, item });
    const answer = { deed, item, of, asked: draft.asked ?? null };
    try {
        const after = await act();
        await session.write({ ...answer, phase: "done", after: (0,writer/* toJson */.aB)(after) });
        effects.log.event("done", { deed, item });
        return after;
    }
    catch (error) {
        const evidence = session.signal.aborted ? "interrupted" : isReleasesFault(error) ? null : "environment";
        const failed = { ...answer, phase: "failed", reason: String(error.message), evidence };
        await session.write(failed).catch((second) => warn(effects, second));
        effects.log.event("failed", { deed, item });
        throw error;
    }
}
function isReleasesFault(error) {
    return error instanceof errors/* AbortedError */.oM || error instanceof errors/* CommandError */.Qd;
}
async function settleInterrupted(session) {
    for (const { id, deed, item } of session.state.unfinished) {
        const reason = "the process ended before this was finished";
        await session.write({ phase: "failed", deed, item, of: id, reason, evidence: "interrupted" });
    }
}
function whyStop(state, epoch) {
    if (!holds(state, epoch)) {
        const by = state.lease === null ? "it was released" : `it is now held by ${(0,core_lease/* describeHolder */.s)(state.lease)}`;
        return new errors/* RefusedError */.fk(`this run has lost the lease: ${by}`, { hint: "Nothing more is changed by this run." });
    }
    const request = state.open?.abortRequested ?? null;
    return request === null ? null : new errors/* CancelledError */.cc(`${request.by} asked this run to stop: ${request.reason}`);
}
function releaseOf(state) {
    if (state.open === null)
        return null;
    const { commit, version, slot } = state.open;
    return { commit, version, slot };
}
function queue() {
    let tail = Promise.resolve();
    return (job) => {
        const run = tail.then(job, job);
        tail = run.catch(() => undefined);
        return run;
    };
}
function warn(effects, error) {
    effects.log.warn(`Journal: ${effects.redact(String(error.message))}`);
}

// EXTERNAL MODULE: ./tmp/build/stages/survey.js + 1 modules
var survey = __webpack_require__(3158);
// EXTERNAL MODULE: ./tmp/build/actions/sections/backup.js + 12 modules
var backup = __webpack_require__(1514);
// EXTERNAL MODULE: ./tmp/build/actions/sections/deploy-slot.js
var deploy_slot = __webpack_require__(4501);
// EXTERNAL MODULE: ./tmp/build/actions/sections/migrate.js + 5 modules
var migrate = __webpack_require__(4438);
// EXTERNAL MODULE: ./tmp/build/actions/sections/rollback.js
var rollback = __webpack_require__(7767);
// EXTERNAL MODULE: ./tmp/build/actions/sections/smoke-test.js
var smoke_test = __webpack_require__(7155);
// EXTERNAL MODULE: ./tmp/build/actions/sections/traffic-shift.js + 6 modules
var traffic_shift = __webpack_require__(2869);
;// CONCATENATED MODULE: ./tmp/build/actions/deployment.js
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











const minute = 60_000;
async function openDeployment(task) {
    const { common, effects } = task;
    const application = common.application ?? effects.env("GITHUB_REPOSITORY")?.split("/")[1];
    if (application === undefined) {
        throw new errors/* InputError */.dz([{ where: "application", what: "is required; name it at the top of deploy.yml" }]);
    }
    const { environment } = common;
    const repository = gitRepository(effects);
    const commit = await repository.resolve(common.release ?? effects.env("GITHUB_SHA") ?? "HEAD");
    const version = common.version ?? tagOf(task) ?? commit.slice(0, 8);
    const token = common["github-token"];
    const journal = await openGitJournal({
        effects,
        store: common.journal,
        application,
        environment,
        ...(token === undefined ? {} : { token }),
    });
    return { task, application, environment, repository, journal, release: { commit, version } };
}
function tagOf({ effects }) {
    return effects.env("GITHUB_REF_TYPE") === "tag" ? effects.env("GITHUB_REF_NAME") : undefined;
}
function sectionsFor({ task, application, environment }, commit) {
    return { effects: task.effects, application, environment, settings: task.configure(commit) };
}
function openChain(context) {
    const { settings } = context;
    const problems = [];
    const open = (section, absent, opening) => {
        if (!settings.has(section))
            return absent;
        try {
            return opening();
        }
        catch (error) {
            if (!(error instanceof errors/* InputError */.dz))
                throw error;
            problems.push(...error.problems);
            return absent;
        }
    };
    const hasChecks = settings.has("smoke-test");
    const chain = {
        backups: open("backup", [], () => (0,backup/* openBackups */.s)(context)),
        migrate: open("migrate", null, () => (0,migrate/* openMigrate */.o)(context)),
        slot: open("deploy-slot", null, () => (0,deploy_slot/* openDeploySlot */.O)(context)),
        smoke: (slot) => (hasChecks ? (0,smoke_test/* openSmokeTests */.z)(context, slot) : []),
        shifts: open("traffic-shift", [], () => (0,traffic_shift/* openShifts */.a)(context)),
    };
    open("smoke-test", null, () => (0,smoke_test/* openSmokeTests */.z)(context, "idle"));
    open("rollback", null, () => context.settings.items(rollback/* rollbackSection */.i));
    if (problems.length > 0)
        throw new errors/* InputError */.dz(problems);
    return chain;
}
function surveyFor(deployment, context, chain, state) {
    const { application, environment, repository, release, task } = deployment;
    return (0,survey/* survey */.F)({
        effects: task.effects,
        application,
        environment,
        release,
        state,
        chain,
        repository,
        allowsBadCommit: task.common["allow-bad-commit"],
        configuration: context.settings.fingerprintText,
    });
}
async function underLease(deployment, requestAbort, work) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const { task, application, environment, journal } = deployment;
        const { effects, common } = task;
        const onRunner = effects.env("GITHUB_ACTIONS") === "true";
        const terms = { length: onRunner ? 15 * minute : minute / 2, wait: common.wait, requestAbort };
        const session = __addDisposableResource(env_1, await openSession(journal, effects, terms), true);
        return await work({ effects, session, application, environment }, session);
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = __disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}


/***/ }),

/***/ 4279:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  A: () => (/* binding */ fold)
});

// UNUSED EXPORTS: foldAll

// EXTERNAL MODULE: ./tmp/build/core/journal.js + 1 modules
var journal = __webpack_require__(4924);
;// CONCATENATED MODULE: ./tmp/build/core/progress.js
function progress(release, entry) {
    if (entry.phase === "failed")
        return failed(release, entry);
    if (entry.deed === "migrate")
        return { ...release, migration: migration(release, entry), isMigrationInherited: false };
    if (entry.deed === "roll-back" && entry.phase === "intend")
        return { ...release, rollingBack: true };
    if (entry.deed === "set-weight" && entry.phase === "intend")
        return { ...release, shifts: attempted(release, entry) };
    if (entry.deed === "verdict")
        return judged(release, entry);
    if (entry.deed === "check")
        return checked(release, entry);
    if (entry.phase !== "done" && entry.phase !== "reported")
        return release;
    switch (entry.deed) {
        case "backup":
            return { ...release, backups: [...new Set([...release.backups, entry.item ?? ""])] };
        case "prepare":
            return { ...release, prepared: true };
        case "start":
            return isOwnSlot(release, entry)
                ? { ...release, started: true, url: entry.after.url }
                : release;
        case "stop":
            return isOwnSlot(release, entry) ? { ...release, started: false } : release;
        case "set-weight":
            return { ...release, shifts: shifted(release, entry, entry.after.weight) };
        case "promote":
            return { ...release, shifts: release.shifts.map((s) => (s.item === entry.item ? { ...s, promoted: true } : s)) };
        default:
            return release;
    }
}
function isOwnSlot(release, entry) {
    return entry.asked?.slot === release.slot;
}
const blaming = ["migrate", "start"];
function failed(release, entry) {
    const isBlamed = blaming.includes(entry.deed) && entry.evidence === null && !release.rollingBack;
    return isBlamed ? { ...release, failure: release.failure ?? entry.reason } : release;
}
function migration(release, entry) {
    if (entry.phase === "done")
        return release.migration === null ? null : { ...release.migration, applied: true };
    if (entry.phase !== "intend")
        return release.migration;
    const { verdict, versions } = entry.asked;
    return { ...worse(release.migration, { verdict, versions }), applied: false };
}
const mostVersions = 100;
function worse(known, more) {
    const versions = [...new Set([...(known?.versions ?? []), ...more.versions])].slice(-mostVersions);
    const isSafe = more.verdict === "SAFE" && (known === null || known.verdict === "SAFE");
    return {
        versions,
        verdict: isSafe ? "SAFE" : more.verdict === "SAFE" ? (known?.verdict ?? "UNKNOWN") : more.verdict,
    };
}
function checked(release, entry) {
    const { target, passed } = entry.after;
    const marked = { ...release, checked: { ...release.checked, [target]: passed } };
    return passed ? marked : { ...marked, failure: release.failure ?? entry.reason };
}
function judged(release, entry) {
    const { verdict, weight } = entry.after;
    if (verdict === "fail")
        return { ...release, failure: release.failure ?? entry.reason };
    if (verdict !== "pass")
        return release;
    return { ...release, shifts: release.shifts.map((s) => (s.item === entry.item ? { ...s, passedAt: weight } : s)) };
}
function attempted(release, entry) {
    const item = entry.item ?? "";
    const { weight: asked = 100 } = (entry.asked ?? {});
    const none = { item, weight: 0, highest: 0, setAt: entry.at, passedAt: null, promoted: false };
    const known = release.shifts.find((shift) => shift.item === item) ?? none;
    const tried = { ...known, highest: Math.max(known.highest, asked) };
    const isNew = !release.shifts.includes(known);
    return isNew ? [...release.shifts, tried] : release.shifts.map((shift) => (shift === known ? tried : shift));
}
function shifted(release, entry, weight) {
    const item = entry.item ?? "";
    const known = release.shifts.find((shift) => shift.item === item);
    const shift = {
        item,
        weight,
        highest: Math.max(known?.highest ?? 0, weight),
        setAt: entry.at,
        passedAt: null,
        promoted: weight === 100 && known?.promoted === true,
    };
    return known === undefined ? [...release.shifts, shift] : release.shifts.map((s) => (s.item === item ? shift : s));
}

;// CONCATENATED MODULE: ./tmp/build/core/fold.js


const phases = ["intend", "done", "failed", "note", "reported"];
function fold(state, entry) {
    checkKnown(state, entry);
    if (entry.deed === "take-lease")
        return takeLease(state, entry);
    if (entry.deed === "abort-requested")
        return requestAbort(state, entry);
    checkLease(state, entry);
    return tell(renewed(state, entry), entry);
}
function foldAll(entries) {
    let state = emptyState;
    for (const entry of entries)
        state = fold(state, entry);
    return state;
}
function checkKnown(state, entry) {
    (0,journal/* checkFormat */.KA)(state);
    (0,journal/* checkFormat */.KA)(entry);
    const unknown = !journal/* deeds */.Iv.includes(entry.deed) ? `deed \`${entry.deed}\`` : `phase \`${entry.phase}\``;
    if (journal/* deeds */.Iv.includes(entry.deed) && phases.includes(entry.phase))
        return;
    throw new journal/* JournalRefusal */.Eb(`the journal holds the unknown ${unknown} (format ${journal/* journalFormat */.Rj}); use a newer deploy-actions`);
}
function takeLease(state, entry) {
    if (entry.epoch !== state.epoch + 1) {
        throw new journal/* JournalRefusal */.Eb(`epoch ${entry.epoch} cannot follow epoch ${state.epoch}`);
    }
    const { length } = entry.asked;
    return {
        ...state,
        epoch: entry.epoch,
        lease: { holder: entry.run, epoch: entry.epoch, nonce: entry.nonce, since: entry.at, length },
        open: state.open === null ? null : { ...state.open, abortRequested: null },
    };
}
function requestAbort(state, entry) {
    if (state.open === null)
        throw new journal/* JournalRefusal */.Eb("no release is open, so there is nothing to abort");
    const abortRequested = { by: entry.run.actor, at: entry.at, reason: entry.reason ?? "" };
    return { ...state, open: { ...state.open, abortRequested } };
}
function checkLease(state, entry) {
    if (state.lease !== null && entry.epoch === state.epoch)
        return;
    throw new journal/* JournalRefusal */.Eb(state.lease === null
        ? `nobody holds the lease (epoch ${state.epoch}), so \`${entry.deed}\` may not be written`
        : `epoch ${entry.epoch} is over; ${state.lease.holder.actor} (${state.lease.holder.id}) holds epoch ${state.epoch}`);
}
function renewed(state, entry) {
    return state.lease === null ? state : { ...state, lease: { ...state.lease, nonce: entry.nonce } };
}
function tell(state, entry) {
    if (entry.deed === "open")
        return fold_open(state, entry);
    if (entry.deed === "release-lease")
        return { ...state, lease: null };
    if (entry.deed === "mark-bad")
        return markBad(state, entry);
    if (entry.deed === "mark-good")
        return markGood(state, entry);
    if (entry.deed === "close")
        return { ...state, open: null, unfinished: [], leftBehind: leftBehind(state, entry) };
    const settled = entry.phase === "intend" ? intend(state, entry) : settle(state, entry);
    return settled.open === null ? settled : { ...settled, open: progress(settled.open, entry) };
}
function fold_open(state, entry) {
    if (state.open !== null)
        throw new journal/* JournalRefusal */.Eb(`release ${state.open.version} is open already`);
    if (entry.release === null)
        throw new journal/* JournalRefusal */.Eb("an opened release needs a commit, a version and a slot");
    const migration = inherited(entry);
    const release = {
        ...entry.release,
        id: entry.id,
        openedAt: entry.at,
        previous: state.live,
        adapters: [],
        backups: [],
        migration,
        ...(migration === null ? {} : { isMigrationInherited: true }),
        prepared: false,
        started: false,
        url: null,
        checked: { idle: false, live: false },
        shifts: [],
        failure: null,
        rollingBack: false,
        abortRequested: null,
    };
    return { ...state, open: release, unfinished: [] };
}
function inherited(entry) {
    const { inherits } = (entry.asked ?? {});
    return inherits === undefined || inherits === null ? null : { ...inherits, applied: false };
}
function leftBehind({ open, leftBehind }, entry) {
    const isBack = entry.after?.outcome === "rolled-back";
    if (!isBack || open?.migration?.verdict !== "SAFE")
        return leftBehind;
    return [...new Set([...leftBehind, ...open.migration.versions])].slice(-100);
}
function markGood(state, entry) {
    if (entry.release === null)
        throw new journal/* JournalRefusal */.Eb("a good release needs a commit, a version and a slot");
    if (state.open !== null && state.open.commit !== entry.release.commit) {
        throw new journal/* JournalRefusal */.Eb(`release ${state.open.version} is open; ${entry.release.version} cannot be marked good`);
    }
    const good = { ...entry.release, at: entry.at };
    const older = state.good.filter((release) => release.commit !== good.commit);
    return { ...state, live: good, good: [good, ...older].slice(0, 20), open: null, unfinished: [] };
}
function markBad(state, entry) {
    if (entry.release === null)
        throw new journal/* JournalRefusal */.Eb("a bad commit needs a name");
    const { commit, version } = entry.release;
    const others = state.bad.filter((known) => known.commit !== commit);
    const bad = { commit, version, reason: entry.reason ?? "", at: entry.at };
    return { ...state, bad: [bad, ...others].slice(0, 100) };
}
const mostUnfinished = 50;
function intend(state, entry) {
    const { id, deed, item, at, asked, undo } = entry;
    const withAdapter = entry.adapter === null ? state : { ...state, open: recordAdapter(state.open, entry, entry.adapter) };
    if (state.unfinished.length >= mostUnfinished) {
        throw new journal/* JournalRefusal */.Eb(`${mostUnfinished} changes are unfinished; let one run settle them before the next begins`);
    }
    return { ...withAdapter, unfinished: [...state.unfinished, { id, deed, item, at, asked, undo }] };
}
function recordAdapter(release, entry, adapter) {
    if (release === null)
        return null;
    const item = entry.item ?? adapter.name;
    const others = release.adapters.filter((known) => known.kind !== adapter.kind || known.item !== item);
    return { ...release, adapters: [...others, { ...adapter, item }] };
}
function settle(state, entry) {
    if (entry.of !== null && !state.unfinished.some((intent) => intent.id === entry.of)) {
        throw new journal/* JournalRefusal */.Eb(`\`${entry.deed}\` answers ${entry.of}, which nobody intends`);
    }
    const unfinished = state.unfinished.filter((intent) => intent.id !== entry.of);
    if (entry.deed !== "backup" || entry.phase !== "done")
        return { ...state, unfinished };
    const { name, location, verified } = entry.after;
    const backups = [{ name, location, verified, at: entry.at }, ...state.backups].slice(0, 20);
    return { ...state, unfinished, backups };
}


/***/ }),

/***/ 4924:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Eb: () => (/* binding */ JournalRefusal),
  KA: () => (/* binding */ checkFormat),
  Iv: () => (/* reexport */ deeds),
  p$: () => (/* binding */ emptyState),
  Rj: () => (/* binding */ journalFormat)
});

;// CONCATENATED MODULE: ./tmp/build/core/deeds.js
const deeds = [
    "open",
    "backup",
    "migrate",
    "prepare",
    "start",
    "check",
    "set-weight",
    "verdict",
    "promote",
    "stop",
    "roll-back",
    "mark-good",
    "mark-bad",
    "command",
    "take-lease",
    "renew",
    "release-lease",
    "abort-requested",
    "close",
];

;// CONCATENATED MODULE: ./tmp/build/core/journal.js

const journalFormat = 1;
const emptyState = {
    format: journalFormat,
    epoch: 0,
    lease: null,
    open: null,
    live: null,
    good: [],
    bad: [],
    unfinished: [],
    leftBehind: [],
    backups: [],
    lastDrill: null,
};
class JournalRefusal extends Error {
}
function checkFormat(state) {
    if (state.format === journalFormat)
        return;
    throw new JournalRefusal(`the journal has format ${state.format}; this version reads format ${journalFormat}. ` +
        `Use the deploy-actions version that wrote it (major v${state.format} or newer)`);
}


/***/ }),

/***/ 2310:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   r: () => (/* binding */ decideLease),
/* harmony export */   s: () => (/* binding */ describeHolder)
/* harmony export */ });
function decideLease(state, liveness, silentFor) {
    const { lease } = state;
    if (lease === null)
        return { take: true, from: null };
    if (liveness === "ended" || silentFor >= lease.length)
        return { take: true, from: lease.holder };
    return { take: false, holder: lease };
}
function describeHolder(lease) {
    const { holder } = lease;
    const where = holder.url ?? `process ${holder.pid} on ${holder.host.split("/")[0]}`;
    return `${holder.actor} (${where}), since ${lease.since}`;
}


/***/ }),

/***/ 2343:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   CS: () => (/* binding */ prose),
/* harmony export */   GI: () => (/* binding */ readableTime),
/* harmony export */   aY: () => (/* binding */ code),
/* harmony export */   pj: () => (/* binding */ plain),
/* harmony export */   tp: () => (/* binding */ table)
/* harmony export */ });
function plain(text) {
    return text
        .replace(/[\r\n]+/g, " ")
        .replace(/::/g, ":\u200b:")
        .replace(/([\\`*_{}[\]<>#|~])/g, "\\$1")
        .replace(/@(?=\w)/g, "@\u200b")
        .replace(/&(?=#|\w+;)/g, "&\u200b");
}
function prose(text) {
    const parts = text.replace(/[\r\n]+/g, " ").split(/(`[^`]+`)/);
    return parts.map((part, i) => (i % 2 === 1 ? code(part.slice(1, -1)) : plain(part))).join("");
}
function code(text) {
    return `\`${text
        .replace(/[`\r\n]+/g, " ")
        .replace(/\|/g, "¦")
        .replace(/::/g, ":\u200b:")}\``;
}
function table(head, rows) {
    const row = (cells) => `| ${cells.map((cell) => cell.replace(/\r?\n/g, " ").replace(/\|/g, "¦")).join(" | ")} |`;
    return [row(head), row(head.map(() => "---")), ...rows.map(row)];
}
function readableTime(milliseconds) {
    if (milliseconds < 1000)
        return `${Math.round(milliseconds)} ms`;
    if (milliseconds < 60_000)
        return `${(milliseconds / 1000).toFixed(1)} s`;
    return `${Math.floor(milliseconds / 60_000)} min ${Math.round((milliseconds % 60_000) / 1000)} s`;
}


/***/ }),

/***/ 3785:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E4: () => (/* binding */ rollbackPlan),
/* harmony export */   EG: () => (/* binding */ renderPlan),
/* harmony export */   cL: () => (/* binding */ planSubstance)
/* harmony export */ });
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2343);

function rollbackPlan({ live, slot, verdict, pending, version }) {
    const target = live === null
        ? "there is no earlier good release: traffic is taken away and nothing serves"
        : `prove that ${live.version} (${live.commit.slice(0, 8)}) in slot ${live.slot} answers as that commit`;
    const isSafe = pending.length === 0 || verdict === "SAFE";
    return [
        target,
        `send all traffic away from slot ${slot}`,
        `stop ${version} in slot ${slot}`,
        schemaOnRollback(pending.length, verdict),
        isSafe
            ? "no point of no return: it can be taken back until it is verified good"
            : "point of no return: 100 % of the traffic; from there a rollback waits for a person",
    ];
}
function schemaOnRollback(pending, verdict) {
    if (pending === 0)
        return "the database is not touched";
    if (verdict === "SAFE")
        return "the schema stays: the previous release works on it and nothing is lost";
    return "the schema stays; the migrations are UNKNOWN: once all traffic has moved, a person decides (`rollback --database leave`)";
}
function planSubstance(plan, configuration, fingerprint) {
    const { application, environment, commit, verdict, pending, live } = plan;
    const versions = pending.map((migration) => migration.version);
    return JSON.stringify([
        application,
        environment,
        commit,
        verdict,
        versions,
        live?.commit ?? null,
        configuration,
        fingerprint,
    ]);
}
function renderPlan(plan, digest) {
    const lines = [
        `## Plan: ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .code */ .aY)(plan.application)} to ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .code */ .aY)(plan.environment)}`,
        "",
        `Release ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .code */ .aY)(plan.version)} (${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .code */ .aY)(plan.commit.slice(0, 12))}) into slot ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .code */ .aY)(plan.slot)}; live now: ${plan.live === null ? "nothing yet" : `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .code */ .aY)(plan.live.version)} (${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .code */ .aY)(plan.live.commit.slice(0, 12))})`}.`,
        "",
        ...(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .table */ .tp)(["Stage", "What happens"], plan.chain.map(({ stage, what }) => [stage, (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .prose */ .CS)(what)])),
        "",
        plan.pending.length === 0 ? "No migration is pending." : "### Pending migrations",
        ...(plan.pending.length === 0 ? [] : migrationTable(plan.pending)),
        "",
        "### If it has to be taken back",
        ...rollbackPlan(plan).map((line, i) => `${i + 1}. ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .prose */ .CS)(line)}`),
        ...listed("### In the way", plan.obstacles.map(({ where, what }) => `**${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .prose */ .CS)(where)}**: ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .prose */ .CS)(what)}`)),
        ...listed("### Worth knowing", plan.warnings.map(_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .prose */ .CS)),
        "",
        `Plan digest: ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .code */ .aY)(digest.slice(0, 16))}`,
        "",
    ];
    return lines.join("\n");
}
function migrationTable(pending) {
    return (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .table */ .tp)(["Migration", "Verdict", "Why"], pending.map(({ version, name, verdict, reason }) => [(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .code */ .aY)(`${version} ${name}`), verdict, (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .prose */ .CS)(reason)]));
}
function listed(title, lines) {
    return lines.length === 0 ? [] : ["", title, ...lines.map((line) => `- ${line}`)];
}


/***/ }),

/***/ 9951:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AT: () => (/* binding */ findObstacles),
/* harmony export */   O2: () => (/* binding */ isUntouched),
/* harmony export */   f0: () => (/* binding */ idleSlot)
/* harmony export */ });
/* harmony import */ var _ramp_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3401);
/* harmony import */ var _slots_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2501);


function findObstacles(facts) {
    return [
        ...releaseObstacles(facts),
        ...rampObstacles(facts),
        ...driftObstacles(facts),
        ...repositoryObstacles(facts),
        ...facts.migrationProblems.map((what) => ({ kind: "refused", where: "migrate", what })),
    ];
}
function idleSlot(state, split) {
    if (state.open !== null && !isUntouched(state.open))
        return state.open.slot;
    return (0,_slots_js__WEBPACK_IMPORTED_MODULE_0__/* .other */ .F)(split?.active ?? state.live?.slot ?? "blue");
}
function releaseObstacles({ commit, state, allowsBadCommit }) {
    const obstacles = [];
    const { open, live } = state;
    if (open !== null && open.commit !== commit && !isUntouched(open)) {
        const who = state.lease === null ? "nobody works on it now" : `${state.lease.holder.actor} works on it`;
        obstacles.push({
            kind: "refused",
            where: "release",
            what: `${open.version} (${open.commit.slice(0, 8)}) is open since ${open.openedAt}, ${who}; finish it with \`continue\` or take it back with \`rollback\``,
        });
    }
    if (live?.commit === commit) {
        obstacles.push({
            kind: "refused",
            where: "release",
            what: `${commit.slice(0, 8)} is live already, since ${live.at}; deploy another commit`,
        });
    }
    const bad = state.bad.find((known) => known.commit === commit);
    if (bad !== undefined && !allowsBadCommit)
        obstacles.push(badCommit(bad));
    return obstacles;
}
function isUntouched(release) {
    const { prepared, shifts, migration, rollingBack } = release;
    const isMigrating = migration !== null && !migration.applied && release.isMigrationInherited !== true;
    return !prepared && shifts.length === 0 && !rollingBack && !isMigrating;
}
function badCommit({ commit, at, reason }) {
    const what = `${commit.slice(0, 8)} was marked bad at ${at}: ${reason}; deploy a repaired commit, or set \`allow-bad-commit: true\``;
    return { kind: "refused", where: "release", what };
}
function rampObstacles({ ramps }) {
    return ramps.flatMap(({ item, steps, granularity }) => {
        const what = (0,_ramp_js__WEBPACK_IMPORTED_MODULE_1__/* .stepsProblem */ .d)(steps, granularity);
        return what === null ? [] : [{ kind: "input", where: `traffic-shift (${item}): steps`, what }];
    });
}
function driftObstacles({ state, split, slots }) {
    if (state.open !== null && !isUntouched(state.open))
        return [];
    const { live } = state;
    if (live === null)
        return slots === null || split === null ? [] : strangerObstacles(slots, split.active);
    const obstacles = [];
    if (split !== null && (0,_slots_js__WEBPACK_IMPORTED_MODULE_0__/* .shareOf */ .tC)(split, live.slot) !== 100) {
        const what = `the router sends ${(0,_slots_js__WEBPACK_IMPORTED_MODULE_0__/* .shareOf */ .tC)(split, live.slot)} % to slot ${live.slot}, but the journal says that ${live.version} there has all the traffic; put it back by hand or find out who changed it`;
        obstacles.push({ kind: "refused", where: "traffic-shift", what });
    }
    return [...obstacles, ...liveSlotObstacles(live, slots)];
}
function liveSlotObstacles(live, slots) {
    const serving = slots?.[live.slot];
    if (serving === undefined || serving.commit === null || serving.commit === live.commit)
        return [];
    const what = `slot ${live.slot} serves ${serving.commit.slice(0, 8)}, but the journal says ${live.commit.slice(0, 8)} is live there; somebody else has deployed`;
    return [{ kind: "refused", where: "deploy-slot", what }];
}
function strangerObstacles(slots, active) {
    const { status, commit } = slots[active];
    if (status !== "ready" && status !== "unhealthy")
        return [];
    const what = `slot ${active} has the traffic and serves ${commit?.slice(0, 8)}, which the journal of this environment does not know; check \`application\`, \`environment\` and \`journal\``;
    return [{ kind: "refused", where: "deploy-slot", what }];
}
function repositoryObstacles({ commit, repository, state }) {
    const obstacles = [];
    if (repository.head !== commit) {
        const what = `the checkout is at ${repository.head.slice(0, 8)}, not at ${commit.slice(0, 8)}; check out the commit that is to be deployed`;
        obstacles.push({ kind: "input", where: "release", what });
    }
    if (state.live !== null && !repository.holdsLive) {
        const what = `the repository does not hold ${state.live.commit.slice(0, 8)}, the release a rollback returns to`;
        const remedy = repository.isShallow
            ? "; the checkout is shallow: set `fetch-depth: 0` in actions/checkout"
            : "; fetch it";
        obstacles.push({ kind: "input", where: "release", what: what + remedy });
    }
    return obstacles;
}


/***/ }),

/***/ 3401:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ stepsProblem),
/* harmony export */   l: () => (/* binding */ nextMove)
/* harmony export */ });
function stepsProblem(steps, granularity) {
    if (steps.length === 0)
        return "must name at least one step";
    const falls = steps.findIndex((step, i) => i > 0 && step <= (steps[i - 1] ?? 0));
    if (falls > 0)
        return `must rise; ${steps[falls]} comes after ${steps[falls - 1]}`;
    if (steps.some((step) => step < 1))
        return "must be weights from 1 to 100";
    if (steps.at(-1) !== 100)
        return `must end at 100, not at ${steps.at(-1)}`;
    if (granularity === "all-or-nothing" && steps.length > 1) {
        return "this router knows only 0 and 100; use `steps: 100`";
    }
    return null;
}
function nextMove({ steps, to, soak, shift, now }) {
    const weight = shift?.weight ?? 0;
    if (shift === undefined || weight === 0)
        return { move: "set", weight: steps[0] ?? 100 };
    if (shift.passedAt !== weight)
        return { move: "watch", weight };
    const next = steps.find((step) => step > weight && step <= to);
    const remaining = Date.parse(shift.setAt) + soak - now;
    if (remaining > 0 && (next !== undefined || weight === 100))
        return { move: "soak", weight, remaining };
    return next === undefined ? { move: "arrived", weight } : { move: "set", weight: next };
}


/***/ }),

/***/ 1839:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ defineAction)
/* harmony export */ });
function defineAction(action) {
    return action;
}


/***/ }),

/***/ 7430:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ digestText),
/* harmony export */   N: () => (/* binding */ digestStream)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var node_stream__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7075);


function digestStream() {
    const hash = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)("sha256");
    let bytes = 0;
    const counter = new node_stream__WEBPACK_IMPORTED_MODULE_1__.Transform({
        transform(chunk, _encoding, next) {
            hash.update(chunk);
            bytes += chunk.length;
            next(null, chunk);
        },
    });
    return { counter, done: () => ({ bytes, sha256: hash.digest("hex") }) };
}
function digestText(text) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)("sha256").update(text).digest("hex");
}


/***/ }),

/***/ 3754:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  wv: () => (/* binding */ checkSameDatabase),
  Rf: () => (/* binding */ lookAhead),
  _r: () => (/* binding */ migrate),
  GW: () => (/* binding */ problemsOf)
});

;// CONCATENATED MODULE: ./tmp/build/core/migration.js
function judgeMigration(migration, sql) {
    const { version, name } = migration;
    if (sql === undefined)
        return { version, name, verdict: "UNKNOWN", reason: "its SQL is not knowable" };
    const statements = splitStatements(sql);
    if (statements === null)
        return { version, name, verdict: "UNKNOWN", reason: unreadable };
    const unsafe = statements.find((statement) => !isSafe(statement));
    if (unsafe !== undefined) {
        const head = unsafe.length > 80 ? `${unsafe.slice(0, 80)}…` : unsafe;
        return {
            version,
            name,
            verdict: "UNKNOWN",
            reason: `\`${head}\` is not known to keep the previous release working`,
        };
    }
    return { version, name, verdict: "SAFE", reason: "it only adds; the previous release works on the new schema" };
}
const unreadable = "its SQL cannot be taken apart for certain: an unclosed quote or comment, a backslash, `$`, `#` or an unusual bracket";
function worstVerdict(judged) {
    return judged.some(({ verdict }) => verdict === "UNKNOWN") ? "UNKNOWN" : "SAFE";
}
const migration_name = String.raw `(?:"[^"]+"|\`[^\`]+\`|\[[^\]]+\]|\w+)`;
const table = String.raw `(?:${migration_name}\.)?${migration_name}`;
const value = String.raw `(?:-?\d+(?:\.\d+)?|'[^']*'|TRUE|FALSE)`;
const reserved = "CONSTRAINT|UNIQUE|PRIMARY|FOREIGN|CHECK|INDEX|KEY|FULLTEXT|SPATIAL|PARTITION|PERIOD|SYSTEM|COLUMN|IF|NOT|NULL|DEFAULT|" +
    "REFERENCES|COLLATE|GENERATED|ALWAYS|AS|AUTO_INCREMENT|AUTOINCREMENT|IDENTITY|VISIBLE|INVISIBLE|\\w*SERIAL";
const newName = `(?!(?:${reserved})\\b)${migration_name}`;
const columnType = String.raw `(?!(?:${reserved})\b)(?:\w+(?:\s*\(\s*\d+(?:\s*,\s*\d+)?\s*\))?)`;
const indexed = String.raw `${migration_name}(?: ?\(\d+\))?(?: COLLATE ${migration_name})?(?: (?:ASC|DESC))?(?: NULLS (?:FIRST|LAST))?`;
const pattern = (text) => new RegExp(`^${text}$`, "is");
const safe = [
    pattern(String.raw `CREATE TABLE (?:IF NOT EXISTS )?${table} ?\((?!.*\b(?:SELECT|VALUES|EXECUTE|AS TABLE|INHERITS)\b).*`),
    pattern(String.raw `CREATE INDEX (?:CONCURRENTLY )?(?:IF NOT EXISTS )?(?:${table} )?ON ${table}(?: USING \w+)? ?\( ?${indexed}(?: ?, ?${indexed})* ?\)`),
    pattern(`ALTER TABLE ${table} ADD (?:COLUMN )?${newName}(?: ${columnType})?(?: NULL)?(?: DEFAULT (?:NULL|${value}))?`),
    pattern(`ALTER TABLE ${table} ADD (?:COLUMN )?${newName}(?: ${columnType})?(?: NOT NULL DEFAULT ${value}| DEFAULT ${value} NOT NULL)`),
];
function isSafe(statement) {
    return safe.some((known) => known.test(statement));
}
const tokens = [
    String.raw `'(?:[^'\\]|'')*'`,
    String.raw `"(?:[^"\\]|"")*"`,
    "`[^`\\\\]*`",
    String.raw `\[[\w ]*\]`,
    String.raw `--[^\n\r]*`,
    String.raw `\/\*(?!M?!)[\s\S]*?\*\/`,
    ";",
    String.raw `[^'"\`;\-\/\[\]#$\\\0]+`,
    "-",
    String.raw `\/(?!\*)`,
];
function splitStatements(sql) {
    const statements = [];
    let current = "";
    for (const [part, known] of sql.matchAll(new RegExp(`(${tokens.join("|")})|[^]`, "g"))) {
        if (known === undefined)
            return null;
        if (part === ";") {
            statements.push(current);
            current = "";
        }
        else if (part.startsWith("--") || part.startsWith("/*"))
            current += " ";
        else
            current += /^['"`]/.test(part) ? part : part.replace(/\s+/g, " ");
    }
    statements.push(current);
    return statements.map((statement) => statement.replace(/ {2,}/g, " ").trim()).filter((statement) => statement !== "");
}

// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(3134);
;// CONCATENATED MODULE: ./tmp/build/stages/migrate.js


async function lookAhead(migrator) {
    const state = await migrator.state();
    const judged = [];
    for (const migration of state.pending)
        judged.push(judgeMigration(migration, (await migrator.preview(migration)).up));
    return { state, judged, verdict: worstVerdict(judged) };
}
async function checkSameDatabase(migrator, databases) {
    if (databases.length === 0)
        return;
    const target = await migrator.identity();
    const known = await Promise.all(databases.map((database) => database.identity()));
    const isSame = known.some((one) => one.engine === target.engine && one.name === target.name && one.host === target.host);
    if (isSame)
        return;
    const backedUp = known.map((one) => `${one.engine} ${one.name}`).join(", ");
    throw new errors/* InputError */.dz([
        {
            where: "migrate",
            what: `would migrate ${target.engine} ${target.name}, but the backup is of ${backedUp}; name the same database`,
        },
    ]);
}
async function migrate(context, migrator) {
    const { session, effects } = context;
    const { state, verdict } = await lookAhead(migrator.port);
    refuseProblems(problemsOf(state, session.state));
    const versions = state.pending.map(({ version }) => version);
    const doing = versions.length === 0 ? "Migrate: nothing is pending" : `Migrate: apply ${versions.join(", ")} (${verdict})`;
    const before = { applied: state.applied.map(({ version }) => version) };
    const intent = { doing, deed: "migrate", adapter: migrator.record, before, asked: { versions, verdict } };
    await session.mutate(intent, async () => {
        if (versions.length > 0)
            await migrator.port.apply(session.signal);
        const after = await migrator.port.state();
        const left = after.pending.map(({ version }) => version);
        if (left.length > 0)
            throw notApplied(left);
        return { applied: after.applied.map(({ version }) => version) };
    });
    effects.log.event("migrated", { versions, verdict });
    return { applied: versions, verdict };
}
function problemsOf(state, { leftBehind }) {
    return state.problems.filter(({ kind, version }) => kind !== "missing-file" || !leftBehind.includes(version));
}
function refuseProblems(problems) {
    if (problems.length === 0)
        return;
    throw new errors/* RefusedError */.fk(`the migrations need a person: ${problems.map(({ what }) => what).join("; ")}`, {
        hint: "Deploy a commit that holds every applied migration, in the order in which they were applied.",
    });
}
function notApplied(left) {
    return new errors/* AbortedError */.oM(`the tool ended without an error, but ${left.join(", ")} is still pending in the history table`, {
        hint: "Look at the tool's output above; nothing else was changed by this step.",
    });
}


/***/ }),

/***/ 3210:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   f: () => (/* binding */ requireOwnFiles),
/* harmony export */   t: () => (/* binding */ uncommittedMigrations)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6760);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3134);


async function requireOwnFiles(repository, migrator, commit) {
    const head = await repository.resolve("HEAD");
    if (head !== commit) {
        const what = `the checkout is at ${head.slice(0, 8)}, and the migrations of ${commit.slice(0, 8)} are still to be applied; check out that commit`;
        throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .InputError */ .dz([{ where: "release", what }]);
    }
    const { pending } = await migrator.state();
    const found = uncommittedMigrations(await repository.changes(), pending);
    if (found.length > 0)
        throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .RefusedError */ .fk(found.join("; "), { hint: "Commit them, or put them away." });
}
function uncommittedMigrations(changed, pending) {
    const names = new Set(changed.map((path) => (0,node_path__WEBPACK_IMPORTED_MODULE_0__.basename)(path)));
    return pending
        .filter(({ name }) => names.has(name))
        .map(({ name }) => `\`${name}\` is changed or new in the checkout and no part of the commit`);
}


/***/ }),

/***/ 1916:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ JournalMoved)
/* harmony export */ });
class JournalMoved extends Error {
}


/***/ }),

/***/ 3158:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  T: () => (/* binding */ refuseObstacles),
  F: () => (/* binding */ survey)
});

// EXTERNAL MODULE: ./tmp/build/core/plan.js
var core_plan = __webpack_require__(3785);
// EXTERNAL MODULE: ./tmp/build/core/preflight.js
var preflight = __webpack_require__(9951);
// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(3134);
;// CONCATENATED MODULE: ./tmp/build/stages/ask-all.js

async function askAll(questions) {
    const ends = await Promise.allSettled(questions.map((question) => question()));
    const failures = ends.flatMap((end) => (end.status === "rejected" ? [end.reason] : []));
    const defect = failures.find((failure) => !(failure instanceof errors/* ActionError */.lZ));
    if (defect !== undefined)
        throw defect;
    if (failures.length > 0)
        throw together(failures);
    return ends.map((end) => end.value);
}
function together(failures) {
    const [first] = failures;
    if (first !== undefined && failures.length === 1)
        return first;
    const hint = [...new Set(failures.flatMap((failure) => failure.hint ?? []))].join("\n");
    const details = { cause: first, ...(hint === "" ? {} : { hint }) };
    if (failures.every((failure) => failure instanceof errors/* InputError */.dz)) {
        return new errors/* InputError */.dz(failures.flatMap(({ problems }) => problems), details);
    }
    const lines = failures.flatMap((failure) => failure instanceof errors/* InputError */.dz ? failure.problems.map(({ where, what }) => `${where}: ${what}`) : [failure.message]);
    return new errors/* ServiceError */._7(`${lines.length} things are wrong:\n${lines.map((line) => `- ${line}`).join("\n")}`, details);
}

// EXTERNAL MODULE: ./tmp/build/stages/digest.js
var digest = __webpack_require__(7430);
// EXTERNAL MODULE: ./tmp/build/stages/migrate.js + 1 modules
var stages_migrate = __webpack_require__(3754);
// EXTERNAL MODULE: ./tmp/build/stages/own-files.js
var own_files = __webpack_require__(3210);
;// CONCATENATED MODULE: ./tmp/build/stages/survey.js







async function survey(options) {
    const { chain, state, release } = options;
    const [split, slots, outlook, changed, repository, fingerprint] = await askAll([
        async () => (await chain.shifts[0]?.router.port.read()) ?? null,
        async () => (chain.slot === null ? null : slotFacts(chain.slot.host.port)),
        () => migrationOutlook(chain),
        () => options.repository.changes(),
        () => repositoryFacts(options),
        () => fingerprintOf(chain),
    ]);
    const obstacles = (0,preflight/* findObstacles */.AT)({
        commit: release.commit,
        state,
        allowsBadCommit: options.allowsBadCommit,
        split,
        slots,
        ramps: rampsOf(chain, state),
        migrationProblems: [
            ...(outlook === null ? [] : (0,stages_migrate/* problemsOf */.GW)(outlook.state, state).map(({ what }) => what)),
            ...(0,own_files/* uncommittedMigrations */.t)(changed, outlook?.state.pending ?? []),
        ],
        repository,
    });
    const plan = describe(options, outlook, { slot: (0,preflight/* idleSlot */.f0)(state, split), obstacles, changed });
    return { plan, digest: (0,digest/* digestText */.M)((0,core_plan/* planSubstance */.cL)(plan, options.configuration, fingerprint)) };
}
function refuseObstacles(obstacles) {
    if (obstacles.length === 0)
        return;
    if (obstacles.some(({ kind }) => kind === "input"))
        throw new errors/* InputError */.dz(obstacles);
    const lines = obstacles.map(({ where, what }) => `${where}: ${what}`);
    throw new errors/* RefusedError */.fk(lines.length === 1 ? (lines[0] ?? "") : `${lines.length} reasons:\n${lines.map((line) => `- ${line}`).join("\n")}`);
}
async function migrationOutlook({ migrate, backups }) {
    if (migrate === null)
        return null;
    const { port } = migrate.migrator;
    const outlook = await (0,stages_migrate/* lookAhead */.Rf)(port);
    await (0,stages_migrate/* checkSameDatabase */.wv)(port, backups.map(({ database }) => database.port));
    return outlook;
}
async function slotFacts(host) {
    const slots = await host.slots();
    const facts = ({ status, commit }) => ({
        status,
        commit: commit ?? null,
    });
    return { blue: facts(slots.blue), green: facts(slots.green) };
}
function rampsOf(chain, state) {
    const isFirst = state.live === null && state.open === null;
    return chain.shifts.map(({ item, steps, router }) => ({
        item,
        steps,
        granularity: isFirst ? "any" : router.port.granularity,
    }));
}
async function repositoryFacts({ repository, state, chain, release }) {
    const readsCheckout = chain.migrate !== null || chain.slot !== null;
    return {
        head: readsCheckout ? await repository.resolve("HEAD") : release.commit,
        isShallow: await repository.isShallow(),
        holdsLive: state.live === null || !readsCheckout || (await repository.holds(state.live.commit)),
    };
}
async function fingerprintOf(chain) {
    const prints = await Promise.all(chain.backups.map(({ database }) => database.port.fingerprint()));
    return prints.join(" ");
}
function describe(options, outlook, { slot, obstacles, changed, }) {
    const { application, environment, release, state } = options;
    const warnings = changed.length === 0
        ? []
        : [`${changed.length} files have uncommitted changes; the release is the commit without them`];
    const newest = state.backups.find(({ verified }) => verified);
    return {
        application,
        environment,
        ...release,
        slot,
        live: state.live,
        chain: describeChain(options, outlook, slot),
        pending: outlook?.judged ?? [],
        verdict: outlook?.verdict ?? "SAFE",
        newestBackup: newest === undefined ? null : { name: newest.name, at: newest.at },
        obstacles,
        warnings,
    };
}
function describeChain({ chain, state, release }, outlook, slot) {
    const steps = state.live === null ? "100" : chain.shifts[0]?.steps.join(", ");
    const lines = chain.backups.map(({ item, store }) => ({
        stage: "backup",
        what: `${item}: copy to ${store.port.location}, proven by restoring it and comparing every count`,
    }));
    if (outlook !== null) {
        const count = outlook.state.pending.length;
        lines.push({
            stage: "migrate",
            what: count === 0 ? "nothing is pending" : `${count} pending, judged ${outlook.verdict}`,
        });
    }
    if (chain.slot !== null)
        lines.push({ stage: "deploy-slot", what: `start ${release.version} in slot ${slot}` });
    for (const { item, checks, releaseCheck } of chain.smoke(slot)) {
        const count = checks.length + (releaseCheck === null ? 0 : 1);
        lines.push({
            stage: "smoke-test",
            what: `${item}: ${count} checks, on the idle slot and again on the public address`,
        });
    }
    for (const { item } of chain.shifts)
        lines.push({ stage: "traffic-shift", what: `${item}: ${steps} %` });
    return [
        ...lines,
        { stage: "finish", what: "verified good; the previous release is what a rollback returns to until then" },
    ];
}


/***/ }),

/***/ 9789:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   UE: () => (/* binding */ appendDeciding),
/* harmony export */   aB: () => (/* binding */ toJson),
/* harmony export */   aG: () => (/* binding */ fullEntry)
/* harmony export */ });
/* harmony import */ var _core_fold_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4279);
/* harmony import */ var _core_journal_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4924);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3134);
/* harmony import */ var _ports_journal_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1916);




function fullEntry(draft, effects, epoch) {
    const entry = {
        release: null,
        of: null,
        item: null,
        adapter: null,
        before: null,
        asked: null,
        after: null,
        undo: null,
        reason: null,
        evidence: null,
        epoch,
        ...draft,
        format: _core_journal_js__WEBPACK_IMPORTED_MODULE_1__/* .journalFormat */ .Rj,
        id: effects.uuid(),
        nonce: effects.uuid(),
        at: new Date(effects.now()).toISOString(),
        run: effects.run,
    };
    return redacted(entry, effects);
}
function redacted(value, effects) {
    if (typeof value === "string")
        return effects.redact(value);
    if (Array.isArray(value))
        return value.map((child) => redacted(child, effects));
    if (typeof value !== "object" || value === null)
        return value;
    return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, redacted(child, effects)]));
}
async function appendDeciding(journal, start, draft) {
    let head = start;
    for (;;) {
        const entry = draft(head.state);
        if (entry === null)
            return { head, entry: null };
        try {
            (0,_core_fold_js__WEBPACK_IMPORTED_MODULE_0__/* .fold */ .A)(head.state, entry);
            return { head: await journal.append(entry, head), entry };
        }
        catch (error) {
            if (error instanceof _core_journal_js__WEBPACK_IMPORTED_MODULE_1__/* .JournalRefusal */ .Eb)
                throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .RefusedError */ .fk(error.message, { cause: error });
            if (!(error instanceof _ports_journal_js__WEBPACK_IMPORTED_MODULE_3__/* .JournalMoved */ .J))
                throw error;
            head = await journal.head();
        }
    }
}
function toJson(value) {
    return value === undefined ? null : JSON.parse(JSON.stringify(value));
}


/***/ })

};
