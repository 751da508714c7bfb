import { answers, type Received, receiver } from "./receiver.ts";

export interface Incident {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly metadata: unknown;
  readonly scheduled_for?: string;
  readonly updates: readonly { readonly status: string; readonly body: string }[];
}

const realtime = ["investigating", "identified", "monitoring", "resolved"];
const scheduled = ["scheduled", "in_progress", "verifying", "completed"];
const states = ["operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage"];
const accepted = new Set([
  ...["name", "status", "impact_override", "body", "components", "component_ids", "metadata", "deliver_notifications"],
  ...["scheduled_for", "scheduled_until", "scheduled_remind_prior", "scheduled_auto_in_progress"],
  "scheduled_auto_completed",
]);

type Asked = Readonly<Record<string, unknown>>;

/** Statuspage by its published rules: one page, `page1`, with the key `secretkey` and the components `web` and `api`. */
export async function statusService() {
  const incidents: Incident[] = [];
  const components: Record<string, unknown> = { web: "operational", api: "operational" };
  const server = await receiver((response, received) => {
    const [status, body] = handle(received, incidents, components);
    answers(status, {}, JSON.stringify(body))(response, received);
  });
  return { ...server, incidents, components };
}

type Result = readonly [status: number, body: unknown];

function handle(
  { method, path, headers, body }: Received,
  incidents: Incident[],
  components: Record<string, unknown>,
): Result {
  if (headers.authorization !== "OAuth secretkey") return [401, { error: "Could not authenticate" }];
  const [, id] = /^\/v1\/pages\/page1\/incidents(?:\/(\w+))?(?:\?limit=\d+)?$/.exec(path) ?? [null, null];
  if (id === null) return [404, { error: "not found" }];
  if (method === "GET") return [200, [...incidents].reverse()];
  const { incident: asked } = JSON.parse(body) as { readonly incident: Asked };
  const known = incidents.findIndex((one) => one.id === id);
  if (method === "PATCH" && known < 0) return [404, { error: "Incident not found" }];
  const before = incidents[known];
  const problem = problemOf(asked, before, components);
  if (problem !== null) return [422, { error: [problem] }];
  Object.assign(components, asked.components);
  const updates = [...(before?.updates ?? []), { status: String(asked.status), body: String(asked.body) }];
  const after = { ...before, ...asked, id: id ?? `incident${incidents.length + 1}`, updates } as unknown as Incident;
  incidents[known < 0 ? incidents.length : known] = after;
  return [method === "POST" ? 201 : 200, after];
}

function problemOf(asked: Asked, before: Incident | undefined, components: object): string | null {
  const strange = Object.keys(asked).find((key) => !accepted.has(key));
  if (strange !== undefined) return `${strange} is unknown`;
  const { name = before?.name, scheduled_for: from = before?.scheduled_for, scheduled_until: until } = asked;
  if (typeof name !== "string" || name === "" || name.length > 255) return "Name must be 1 to 255 characters";
  if (String(asked.body).length > 25_000) return "Body is too long";
  if (before === undefined && from !== undefined && !(Date.parse(String(until)) > Date.parse(String(from))))
    return "Scheduled until must be after scheduled for";
  const statuses = from === undefined ? realtime : scheduled;
  if (!statuses.includes(String(asked.status))) return `Status must be one of ${statuses.join(", ")}`;
  if (Object.values((asked.metadata ?? {}) as object).some((value) => typeof value !== "object"))
    return "Metadata top level values must be objects";
  const named = Object.entries((asked.components ?? {}) as object);
  if (named.some(([id, state]) => !(id in components) || !states.includes(String(state))))
    return "Component is invalid";
  const ids = (asked.component_ids ?? []) as readonly string[];
  return ids.every((id) => id in components) ? null : "Component does not exist";
}
