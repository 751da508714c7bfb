/** The newest journal format that this version reads and the one it writes. */
export const journalFormat = 1;

/** The journal cannot be read or the entry does not fit its state. */
export class JournalRefusal extends Error {}

/** Refuses a state that a newer version has written. */
export function checkFormat(state: { readonly format: number }): void {
  if (state.format === journalFormat) return;
  throw new JournalRefusal(
    `the journal has format ${state.format}; this version reads format ${journalFormat}. ` +
      `Use the deploy-actions version that wrote it (major v${state.format} or newer)`,
  );
}
