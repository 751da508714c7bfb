import { randomBytes } from "node:crypto";

/** Gives a session the settings back that the application's own sessions begin with; texts stay those of UTC. */
export const asApplication = "RESET search_path; RESET row_security; RESET lc_monetary; RESET xmloption;";

/** The text between dollars: neither the server nor `psql` finds anything in it. */
export function quoted(text: string): string {
  const tag = `$q${randomBytes(6).toString("hex")}$`;
  return `${tag}${text}${tag}`;
}
