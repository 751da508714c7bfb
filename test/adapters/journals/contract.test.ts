import { afterAll } from "vitest";
import { journalContract } from "../../contracts/journal.ts";
import { workbench } from "./workbench.ts";

const bench = await workbench();
afterAll(() => bench[Symbol.asyncDispose]());
let names = 0;

for (const store of ["local", "origin"] as const) {
  journalContract(`the git journal (${store})`, async () => {
    const application = `${store}-${names++}`;
    return { open: () => bench.open(store, { application }), [Symbol.asyncDispose]: async () => {} };
  });
}
