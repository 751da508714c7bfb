import { readFileSync } from "node:fs";
import process from "node:process";
import { type FakeOptions, openFakeGitHub } from "./fake.ts";

/*
 * The fake for runs in other processes:
 *   node test/github/serve.ts [SEED.json]
 * SEED.json holds `{ seed, tokens, port, origin }`. The first line of the output is JSON: `{ url, graphqlUrl, env }`.
 * GET /-/state, /-/calls and /-/problems tell what happened; POST /-/add adds to the state, /-/fail sets a fault, /-/heal forgets it. It ends with SIGTERM.
 */

const [file] = process.argv.slice(2);
const options: FakeOptions = file === undefined ? {} : JSON.parse(readFileSync(file, "utf8"));
const { url, graphqlUrl, env } = await openFakeGitHub(options);
process.stdout.write(`${JSON.stringify({ url, graphqlUrl, env })}\n`);
