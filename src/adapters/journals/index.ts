export { openGitJournal as openJournal } from "./git.ts";
