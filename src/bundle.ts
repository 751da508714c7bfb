export { main } from "./main.ts";

/** The command line, loaded only where it is used. */
export async function cli(args: readonly string[]): Promise<void> {
  await (await import("./cli.ts")).cli(args);
}
