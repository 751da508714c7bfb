import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commandPoints } from "../../../src/adapters/recovery-points/command.ts";
import { testEffects } from "../../effects.ts";
import { type ArchivedPostgres, freePort, startArchivedPostgres } from "../../servers/pgbackrest.ts";
import { can } from "../../servers/programs.ts";

/** The time first: what is written afterwards is not promised. A restore point is a mark in the log that a restore can stop at. */
const mark = `
at=$(date -u +%Y-%m-%dT%H:%M:%S.%3NZ)
id=deploy-$(date -u +%s%N)
position=$(sql "SELECT pg_create_restore_point('$id')")
wal=$(sql "SELECT pg_walfile_name('$position')")
sql "SELECT pg_switch_wal()" >&2
for i in $(seq 300); do
  backrest info --output=json | jq -e --arg wal "$wal" 'any(.[].archive[]; .max >= $wal)' >&2 && break
  sleep 0.1
done
`;

const commands = {
  snapshot: {
    create: `
backrest --type=incr backup >&2
backrest info --output=json | jq -c '.[0].backup[-1] | {id: .label, position: .lsn.stop, at: (.timestamp.stop | todate)}'`,
    exists: `backrest info --output=json | jq -r '.[].backup[].label'`,
    how: `--set="$POINT_ID" --type=immediate`,
  },
  "pitr to a position": {
    create: `${mark}jq -nc --arg at "$at" --arg position "$position" '{position: $position, at: $at}'`,
    exists: `
wal=$(sql "SELECT pg_walfile_name('$POINT_POSITION')")
backrest info --output=json | jq -e --arg wal "$wal" 'any(.[].archive[]; .min <= $wal and .max >= $wal)' >&2 && echo "$POINT_ID" || true`,
    how: `--type=lsn --target="$POINT_POSITION"`,
  },
  "pitr to a time": {
    create: `${mark}jq -nc --arg id "$id" --arg at "$at" --arg position "$position" '{id: $id, position: $position, at: $at}'`,
    exists: `echo "$POINT_ID"`,
    how: `--type=time --target="$(echo "$POINT_AT" | sed 's/Z$/+00/; s/T/ /')"`,
  },
} as const;

async function open(server: ArchivedPostgres, { create, exists, how }: (typeof commands)[keyof typeof commands]) {
  const port = await freePort();
  const start = `pg_ctl -D drill -w -l drill.log -o "-p ${port} -k ${server.folder} -c listen_addresses=127.0.0.1 -c archive_mode=off -c fsync=off" start >&2`;
  const inputs = {
    "command-create": server.script("create", create),
    "command-exists": server.script("exists", exists),
    "command-restore": server.script(
      "restore",
      `rm -rf drill; mkdir -m 700 drill
backrest --pg1-path='${server.folder}/drill' ${how} --target-action=promote restore >&2
${start}
# It answers before it has come to the point: a restore that is under way is no restore.
until [ "$(psql -XAtq -h '${server.folder}' -p ${port} -U admin -d shop -c 'SELECT pg_is_in_recovery()')" = f ]; do sleep 0.1; done
echo '{"url": "${server.url(port)}"}'`,
    ),
    "command-remove-restored": server.script("undo", "pg_ctl -D drill -m immediate stop >&2 || true\nrm -rf drill"),
    "command-remove": undefined,
    "command-time-limit": 60_000,
  };
  return {
    port,
    points: commandPoints.open(inputs, { effects: testEffects(), application: "shop", environment: "test" }),
  };
}

describe.runIf(can("postgres", "pgbackrest"))("recovery points of pgBackRest", () => {
  test("each kind brings back what was there at its moment, and nothing after it", { timeout: 120_000 }, async () => {
    await using server = await startArchivedPostgres();
    server.sql("CREATE TABLE orders (id int)");
    let rows = 0;
    for (const [kind, how] of Object.entries(commands)) {
      const { points, port } = await open(server, how);
      server.sql("INSERT INTO orders SELECT generate_series(1, 100)");
      rows += 100;
      const point = await points.create();
      expect(point.position, kind).toMatch(/^[0-9A-F]+\/[0-9A-F]+$/);
      server.sql("INSERT INTO orders SELECT generate_series(1, 7)");
      server.sql("SELECT pg_switch_wal()");
      expect(await points.exists(point), kind).toBe(true);
      {
        await using restored = await points.restore(point);
        expect(restored.url).toBe(server.url(port));
        expect(server.sql("SELECT count(*) FROM orders", port), kind).toBe(String(rows));
      }
      rows += 7;
      expect(existsSync(join(server.folder, "drill")), kind).toBe(false);
      expect(server.sql("SELECT count(*) FROM orders"), kind).toBe(String(rows));
    }
    const { points } = await open(server, commands.snapshot);
    const gone = { id: "20000101-000000F", position: "0/1", at: "2000-01-01T00:00:00Z" };
    expect(await points.exists(gone)).toBe(false);
    await expect(points.restore(gone)).rejects.toMatchObject({ code: "command_failed" });
    expect(existsSync(join(server.folder, "drill"))).toBe(false);
  });
});
