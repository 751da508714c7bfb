import { registry } from "../../kit/registry.ts";
import type { Channel } from "../../stages/ports/channel.ts";
import { email } from "./email.ts";
import { slack } from "./slack.ts";
import { statuspage } from "./statuspage.ts";
import { teams } from "./teams.ts";
import { webhook } from "./webhook.ts";

/** What tells people. A new channel is one more line here. */
export const channels = registry<Channel>("channel", { description: "Where the message goes." }, [
  slack,
  teams,
  webhook,
  email,
  statuspage,
]);
