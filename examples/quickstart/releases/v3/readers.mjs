import { openDatabase } from "./database.mjs";

const turns = 10;
const connections = 7;

/** Connections that take turns at reading, so that a long list does not hold up the next one. */
export function openReaders(path) {
  const readers = Array.from({ length: connections }, () => openDatabase(path));
  let turn = 0;
  return {
    // The demo's bug: three of the ten turns have no connection, so three lists in ten answer 500.
    next: () => readers[turn++ % turns],
    close: () => {
      for (const reader of readers) reader.close();
    },
  };
}
