import * as z from "zod/mini";
import { choice, duration, integer, list, secret, structure, text, words } from "../../../kit/fields.ts";

const commands = z.array(z.union([z.string(), z.array(z.string()).check(z.minLength(1))]));
const filled = "`{slot}`, `{release}`, `{version}`, `{folder}` and `{root}` are filled in";

/** What may be asked of the host `releases`. */
export const inputs = {
  "releases-root": text({
    description: "Folder on the server that holds `releases/`, `shared/`, `blue`, `green` and `current`.",
    required: true,
  }),
  "releases-artefact": text({
    description:
      "Where the files come from: `git`, `folder:PATH` (built on this machine) or `tarball:PATH` (or an https address). `{release}` in it is the commit.",
    default: "git",
  }),
  "releases-repository": text({ description: "Git repository that releases are taken from.", default: "." }),
  "releases-sha256": text({ description: "Digest that the tarball has to have, 64 hexadecimal digits." }),
  "releases-artefact-token": secret({ description: "Sent as a bearer token where the tarball is downloaded." }),
  "releases-shared": list({
    description:
      "Files and folders that all releases share, linked into each one: `storage, .env`. A name with a dot is a file, unless it ends with `/`.",
  }),
  "releases-writable": list({ description: "Folders that the group may write to, made where they are missing." }),
  "releases-env-file": text({
    description:
      "File that becomes `.env` (0600) of each release, so that a rollback has the old one: as the commit has it, else as this machine has it.",
  }),
  "releases-env": structure(z.record(z.string(), z.string()), {
    description: "Environment variables for all commands of this host, besides RELEASE, VERSION and SLOT.",
  }),
  "releases-build": structure(commands, {
    description: `Commands that finish a new release, run in its folder, such as \`composer install --no-dev\`; ${filled}.`,
  }),
  "releases-start": structure(commands, {
    description: `Commands that start or reload what runs in a slot; ${filled}.`,
  }),
  "releases-stop": structure(commands, {
    description:
      "Commands that stop what runs in a slot; $GRACE is how many seconds it has. Without any, a slot goes on answering and is warm for a rollback.",
  }),
  "releases-status": words({
    description: "Says by exit code 0 that the slot's program runs: `systemctl is-active --quiet app@{slot}`.",
  }),
  "releases-log": words({ description: "Prints the last lines of the slot's program, shown when it is not ready." }),
  "releases-urls": structure(z.strictObject({ blue: z.string(), green: z.string() }), {
    description: "Preview addresses of the slots, whose document root leads through `blue` and `green`.",
  }),
  "releases-ready": choice({
    choices: ["answers", "files"],
    default: "answers",
    description:
      "When a slot is ready: it answers as the commit on five new connections in a row, or only its link, REVISION and marker are right (then nothing can be smoke-tested before it has traffic).",
  }),
  "releases-health": text({ description: "Path that answers which commit serves.", default: "/health" }),
  "releases-health-json": text({ description: "Where the commit stands in that answer.", default: "$.commit" }),
  "releases-keep": integer({ description: "Complete releases to keep, besides those in use.", default: "5", min: 1 }),
  "releases-timeout": duration({
    description: "How long the unpacking, and each command, may take.",
    default: "10m",
  }),
};
