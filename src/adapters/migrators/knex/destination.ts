import type { Fields } from "../../../kit/fields.ts";
import type { Setup, Tool } from "../engine/declaration.ts";
import { runTool } from "../engine/run.ts";
import { checkDestination, type Destination } from "../frameworks/destination.ts";

const patience = { lock: 5000, statement: 60_000 };

/** Reads the knexfile as knex does, and opens no connection. */
const script = `
const { resolve } = require("node:path");
const { pathToFileURL } = require("node:url");
const [file, section] = process.argv.slice(1);
(async () => {
  const read = await import(pathToFileURL(resolve(file)));
  let config = read.default ?? read;
  config = config.default ?? config;
  if (typeof config === "function") config = await config();
  const { connection: given } = config[section || process.env.NODE_ENV || "development"] ?? config;
  const connection = typeof given === "function" ? await given() : given;
  const text = typeof connection === "string" ? connection : connection.connectionString ?? connection.uri;
  const url = text ? new URL(text) : null;
  const place = url === null ? connection : { host: url.hostname, port: url.port, database: url.pathname.slice(1) };
  const part = (name) => decodeURIComponent(String(place[name] ?? ""));
  console.log("\\ndeploy-actions-place " + JSON.stringify({ host: part("host"), port: part("port"), database: part("database") }));
})();
`;

/**
 * Refuses a knexfile that leads to another database than the copy: it is asked before anything is run there. One that
 * cannot be read so is left to what is seen of production afterwards.
 */
export async function checkKnexfile<F extends Fields>(
  tool: Tool<F>,
  setup: Setup<F>,
  { file, section = "" }: { readonly file: string; readonly section?: string | undefined },
): Promise<void> {
  if (setup.emptied === undefined) return;
  const asked = { ...setup, command: ["node"] as const };
  const { stdout } = await runTool(tool, asked, ["-e", script, file, section], { limits: patience });
  const place = /^deploy-actions-place (\{.*\})$/m.exec(stdout)?.[1];
  if (place !== undefined) checkDestination(tool.name, JSON.parse(place) as Destination, setup.address, hint);
}

const hint =
  "Let the knexfile take its whole address from `process.env.DATABASE_URL`: a rehearsal has to reach the copy.";
