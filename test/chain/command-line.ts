import process from "node:process";
import { cli } from "../../src/cli.ts";

await cli(process.argv.slice(2));
