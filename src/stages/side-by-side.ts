/** Runs jobs side by side, at most `limit` at once. The first failure stops the others by their signal; it is thrown once all of them have ended. */
export async function sideBySide<Job, T>(
  jobs: readonly Job[],
  { limit, signal }: { readonly limit: number; readonly signal: AbortSignal },
  work: (job: Job, signal: AbortSignal) => Promise<T>,
): Promise<readonly T[]> {
  const stop = new AbortController();
  const part = AbortSignal.any([signal, stop.signal]);
  const results: T[] = [];
  const failures: unknown[] = [];
  let next = 0;
  const take = async (): Promise<void> => {
    while (next < jobs.length && failures.length === 0) {
      const at = next++;
      try {
        results[at] = await work(jobs[at] as Job, part);
      } catch (error) {
        failures.push(error);
        stop.abort(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, limit) }, take));
  if (failures.length > 0) throw failures[0];
  return results;
}
