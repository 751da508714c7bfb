import { cut } from "../../../core/announcement.ts";
import type { Message } from "../../../stages/ports/channel.ts";
import { type About, metadataName } from "./incidents.ts";

export interface Style {
  readonly kind: "maintenance" | "incident";
  readonly components: readonly string[];
  /** Milliseconds. */
  readonly length: number;
  readonly tellsSubscribers: boolean;
}

/** What a deployment that begins puts on the page. The page is public: no names, no reasons. */
export function opening(style: Style, message: Message, about: About, now: number): unknown {
  const isMaintenance = style.kind === "maintenance";
  const until = new Date(now + style.length).toISOString();
  const schedule = {
    // The end has to lie behind the beginning, or the service refuses it.
    scheduled_for: new Date(now).toISOString(),
    scheduled_until: until,
    scheduled_remind_prior: false,
    scheduled_auto_in_progress: false,
    // Only the journal knows when it is over.
    scheduled_auto_completed: false,
  };
  return {
    name: words(`${isMaintenance ? "Maintenance" : "Deployment"} of ${about.application}`, 255),
    status: isMaintenance ? "in_progress" : "identified",
    ...(isMaintenance ? schedule : { impact_override: "none" }),
    ...changes(style, message, "under_maintenance"),
    component_ids: style.components,
    metadata: { [metadataName]: { ...about, delivery: message.delivery } },
  };
}

/** What a later moment makes of it: the end where the deployment has ended, else news. */
export function update(style: Style, message: Message): unknown {
  const isOver = message.moment === "done" || message.moment === "rolled-back" || message.moment === "failed";
  const status = isOver
    ? { maintenance: "completed", incident: "resolved" }
    : { maintenance: "in_progress", incident: "identified" };
  return {
    status: status[style.kind],
    ...changes(style, message, isOver ? "operational" : "under_maintenance"),
  };
}

function changes({ components, tellsSubscribers }: Style, message: Message, state: string): unknown & object {
  return {
    body: words(message.brief, 2000),
    deliver_notifications: tellsSubscribers,
    ...(components.length === 0 ? {} : { components: Object.fromEntries(components.map((id) => [id, state])) }),
  };
}

/** The page shows HTML and Markdown in what it is told: characters that mean something there are replaced by their like. */
function words(text: string, most: number): string {
  const like: Readonly<Record<string, string>> = { "<": "‹", ">": "›", "[": "(", "]": ")", "*": "∗", "`": "'" };
  return cut(text.replace(/[<>[\]*`]/g, (character) => like[character] ?? " ").replace(/&(?=#|\w+;)/g, "& "), most);
}
