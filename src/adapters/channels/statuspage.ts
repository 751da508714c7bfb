import type { Moment } from "../../core/moments.ts";
import { choice, duration, flag, list, secret, text } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import { type Channel, DeliveryError } from "../../stages/ports/channel.ts";
import { checkAddress } from "./address.ts";
import { checkId, incidents } from "./statuspage/incidents.ts";
import { opening, update } from "./statuspage/wording.ts";

const known: readonly Moment[] = ["started", "done", "rolled-back", "held", "failed"];

/** Opens a maintenance or an incident on a page of Atlassian Statuspage when a deployment starts, and ends it with it. */
export const statuspage = defineAdapter<Channel>()({
  name: "statuspage",
  summary: "A maintenance or an incident on a page of Atlassian Statuspage.",
  inputs: {
    "statuspage-key": secret({ description: "API key.", required: true }),
    "statuspage-page": text({ description: "Id of the page.", required: true }),
    "statuspage-kind": choice({
      choices: ["maintenance", "incident"],
      default: "maintenance",
      description: "What is opened at `started`.",
    }),
    "statuspage-components": list({ default: "", description: "Ids of the components that it is about." }),
    "statuspage-length": duration({
      default: "1h",
      description: "How long the page says that a maintenance will take.",
    }),
    "statuspage-subscribers": flag({ default: "false", description: "Let the page write to its subscribers." }),
    "statuspage-url": text({ default: "https://api.statuspage.io/v1", description: "Address of the API." }),
    "statuspage-http": flag({ default: "false", description: "Allow http where the way to the receiver is safe." }),
  },
  open(inputs, { effects, application, environment }) {
    const allowsHttp = inputs["statuspage-http"];
    const api = incidents(effects, {
      url: checkAddress("statuspage-url", inputs["statuspage-url"], { allowsHttp }).replace(/\/+$/, ""),
      key: inputs["statuspage-key"],
      page: checkId("statuspage-page", inputs["statuspage-page"]),
    });
    const style = {
      kind: inputs["statuspage-kind"],
      components: inputs["statuspage-components"].map((id) => checkId("statuspage-components", id)),
      length: Math.max(60_000, inputs["statuspage-length"]),
      tellsSubscribers: inputs["statuspage-subscribers"],
    };
    return {
      moments: known,
      keepsOpen: true,
      async deliver(message, options) {
        const about = { application, environment, commit: message.facts.commit };
        const found = options.ref === null ? await api.find(about, options) : { status: 200, id: options.ref };
        if (message.moment === "started" && found.id !== null) return { status: found.status, ref: found.id };
        if (message.moment === "started") return api.create(opening(style, message, about, effects.now()), options);
        // Nothing was opened, so there is nothing to end; what is only read was no news to anybody.
        if (found.id === null) throw nothingOpen(found.status);
        return api.change(found.id, update(style, message), options);
      },
    };
  },
});

function nothingOpen(status: number): DeliveryError {
  return new DeliveryError("the status page shows nothing of this release that could be changed", {
    status,
    hint: "Add `started` to the item's `moments`: that is when something is opened there.",
  });
}
