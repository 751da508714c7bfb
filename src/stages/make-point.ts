import { judgeDrill } from "../core/drill.ts";
import { readableBytes, readableSpan } from "../core/readable.ts";
import { AbortedError } from "../kit/errors.ts";
import type { PointStep } from "./backup-step.ts";
import { checkBeforehand } from "./check-beforehand.ts";
import type { Context } from "./context.ts";
import type { Database } from "./ports/database.ts";
import type { RecoveryPoint } from "./ports/recovery-point.ts";

/** A recovery point that was made, and whether a drill speaks for it. */
export interface PointResult {
  readonly name: string;
  readonly location: string;
  readonly verified: boolean;
  readonly items: readonly string[];
  readonly point: RecoveryPoint;
}

/** Makes a recovery point. It counts as verified only with a drill that is young enough; when there is none, the drill is done now, on this very point. */
export async function makePoint(context: Context, step: PointStep): Promise<PointResult> {
  const { session, effects } = context;
  const { item, method, points } = step;
  const [looked] = await checkBeforehand(context, [step]);
  const intent = {
    doing: `Make a recovery point (${method}) of ${looked?.identity.engine} ${looked?.identity.name} by ${points.port.describe}`,
    deed: "backup" as const,
    item,
    adapter: points.record,
    asked: { method, items: [item] },
  };
  return session.mutate(intent, async () => {
    const point = await points.port.create(session.signal);
    if (!(await points.port.exists(point, session.signal))) throw vanished(point);
    const asked = { item, now: effects.now(), maxAge: step.drillMaxAge };
    const drills = (session.state.drills ?? []).filter((drill) => drill.method === method);
    const { told, problem } = judgeDrill(drills, asked);
    effects.log.info(told);
    if (problem !== null) await drillPoint(context, step, point);
    return { name: point.id, location: points.port.describe, verified: true, items: [item], point };
  });
}

function vanished({ id }: RecoveryPoint): AbortedError {
  return new AbortedError(`recovery point ${id} was made and is not there when it is asked for`, {
    hint: "Look at the provider's own list; nothing was changed by this step beside it.",
  });
}

async function drillPoint(context: Context, step: PointStep, point: RecoveryPoint): Promise<void> {
  const { session, effects } = context;
  const { item, points } = step;
  effects.log.info(`${item}: a restore drill is due; restore ${point.id} to a place of its own`);
  const started = effects.monotonic();
  const failure = await tryOut(context, step, point).catch((error: unknown) => error);
  const restoreTook = Math.round(effects.monotonic() - started);
  const passed = failure === undefined;
  await session.write({
    phase: passed ? "done" : "failed",
    deed: "drill",
    asked: { backup: point.id, points: points.record.name },
    after: { backup: point.id, drills: [{ item, method: step.method, backup: point.id, passed, restoreTook }] },
    reason: passed ? null : String((failure as Error).message),
  });
  if (!passed) throw failure;
  effects.log.info(`${item}: ${point.id} was restored and is equal in ${readableSpan(restoreTook)}`);
}

/** Restores the point elsewhere and compares schema and tables with what is live; what was written since may differ in number. */
async function tryOut({ session }: Context, step: PointStep, point: RecoveryPoint): Promise<undefined> {
  const { signal } = session;
  await using restored = await step.points.port.restore(point, signal);
  const copy = step.openAt(restored.url);
  const [source, found] = [await lookAt(step.database.port), await lookAt(copy)];
  const problems = [
    ...(found.tables === 0 ? ["it holds no table"] : []),
    ...(found.tables !== source.tables ? [`it has ${found.tables} tables, the database has ${source.tables}`] : []),
    ...(found.fingerprint !== source.fingerprint ? ["its schema is another one"] : []),
    ...differenceInSize(found.bytes, source.bytes, step.limits.sizeBand ?? defaultBand),
  ];
  if (problems.length === 0) return undefined;
  throw new AbortedError(`recovery point ${point.id} was restored and is not the database: ${problems.join("; ")}`, {
    hint: "Look at the restored database and at what the commands restore. Until this works there is no way back to it.",
  });
}

/** Percent by which the size of a restored database may differ from the live one, where `size-band` says nothing else. */
const defaultBand = 50;

/** Rows go on changing while a point is restored, so they cannot be equal; a database that came back empty is much smaller. */
function differenceInSize(found: number, live: number, band: number): readonly string[] {
  if (Math.abs(found - live) <= (live * band) / 100) return [];
  return [`it takes ${readableBytes(found)}, the database ${readableBytes(live)} (\`size-band\` is ${band} %)`];
}

async function lookAt(database: Database) {
  const { tables, bytes } = await database.vitals();
  return { tables, bytes, fingerprint: await database.fingerprint() };
}
