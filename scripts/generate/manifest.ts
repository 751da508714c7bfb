import { stringify } from "yaml";
import type { Action } from "../../src/kit/action.ts";
import { inputsOf, outputsOf, paragraph } from "./described.ts";

/** Icon and colour of each action in the Marketplace. */
const brandings: Readonly<Record<string, { readonly icon: string; readonly color: string }>> = {
  deploy: { icon: "send", color: "blue" },
  plan: { icon: "list", color: "gray-dark" },
  backup: { icon: "database", color: "green" },
  drill: { icon: "life-buoy", color: "green" },
  migrate: { icon: "layers", color: "purple" },
  "deploy-slot": { icon: "server", color: "blue" },
  "smoke-test": { icon: "check-circle", color: "green" },
  "traffic-shift": { icon: "sliders", color: "blue" },
  continue: { icon: "fast-forward", color: "blue" },
  rollback: { icon: "rotate-ccw", color: "orange" },
  report: { icon: "file-text", color: "gray-dark" },
  notify: { icon: "bell", color: "yellow" },
  watch: { icon: "eye", color: "blue" },
  promote: { icon: "chevrons-up", color: "purple" },
};

/** The files that the runner starts; the one for the end of the job only where an action has something to do then. */
function runsOf({ name, cleanUp }: Action) {
  const dist = `${name === "deploy" ? "" : "../../"}dist/${name}`;
  const post = cleanUp === undefined ? {} : { post: `${dist}-post.js`, "post-if": "always()" };
  return { using: "node24", main: `${dist}.js`, ...post };
}

/** The text of an action's `action.yml`. */
export function manifestOf(action: Action): string {
  const branding = brandings[action.name];
  if (branding === undefined) throw new Error(`scripts/generate/manifest.ts names no icon for ${action.name}`);
  const { own, common } = inputsOf(action);
  const isRoot = action.name === "deploy";
  const manifest = {
    name: isRoot ? "deploy-actions" : `deploy-actions/${action.name}`,
    description: action.summary,
    author: "deploy-actions",
    branding,
    inputs: Object.fromEntries(
      [...own, ...common].map((input) => [input.name, { description: paragraph(input), required: false }]),
    ),
    outputs: Object.fromEntries(
      Object.entries(outputsOf(action)).map(([name, description]) => [name, { description }]),
    ),
    runs: runsOf(action),
  };
  return `# Written by \`npm run generate\` from the contract in src/actions; a change here is lost.\n${stringify(manifest, { lineWidth: 0 })}`;
}
