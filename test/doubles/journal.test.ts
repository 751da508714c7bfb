import { journalContract } from "../contracts/journal.ts";
import { journalPlace, memoryJournal } from "./journal.ts";

journalContract("The journal in memory", async () => {
  const place = journalPlace();
  return { open: async () => memoryJournal(place), [Symbol.asyncDispose]: async () => undefined };
});
