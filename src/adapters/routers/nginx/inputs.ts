import { isAbsolute } from "node:path";
import type { Problem } from "../../../kit/errors.ts";
import type { Executor } from "../../../kit/executor.ts";
import { choice, duration, integer, text, type Values, words } from "../../../kit/fields.ts";
import { urlProblems } from "../nginx-and-link/answers.ts";
import type { Layout } from "./layout.ts";

/** Everything that the router is told. */
export const inputs = {
  "nginx-file": text({
    description:
      "The file that holds the split and nothing else; nginx includes it in its `http` block: `/etc/nginx/deploy-actions/shop.conf`. The first error says what to write into it at first.",
    required: true,
  }),
  "nginx-mode": choice({
    description:
      "`upstream`: every request by itself, exactly. `split-clients`: by visitor, who stays on the new release while its weight grows; `proxy_pass http://$<name>_upstream`.",
    choices: ["upstream", "split-clients"],
    default: "upstream",
  }),
  "nginx-name": text({
    description:
      "Name of the upstream, and the beginning of the variables' names; the application's own when left out.",
  }),
  "nginx-blue": text({ description: "Address of slot blue: `127.0.0.1:4101`, `unix:/run/blue.sock`.", required: true }),
  "nginx-green": text({ description: "Address of slot green.", required: true }),
  "nginx-key": text({
    description: "What tells visitors apart with `split-clients`; `$remote_addr` when left out.",
  }),
  "nginx-cookie": text({
    description:
      "Cookie that tells visitors apart instead; `add_header Set-Cookie $<name>_cookie always` gives it to those who have none.",
  }),
  "nginx-keepalive": integer({
    description: "Idle connections to the slots that each worker keeps, with `upstream`.",
    min: 1,
  }),
  "nginx-test": words({ description: "Command that tests the whole configuration.", default: "nginx -t" }),
  "nginx-reload": words({
    description: "Command that lets nginx load it: `sudo systemctl reload nginx`.",
    default: "nginx -s reload",
  }),
  "nginx-confirm-url": text({
    description:
      "Address that answers by which split nginx works: `location = /-/split { return 200 $<name>_split; }`. A reload that nginx refuses ends well all the same: only this finds it out.",
  }),
  "nginx-confirm-within": duration({ description: "How long a new split may take to arrive.", default: "10s" }),
};

export type NginxInputs = Values<typeof inputs>;

/** What the file says besides the weights. */
export function layoutOf(given: NginxInputs, application: string): Layout {
  return {
    mode: given["nginx-mode"],
    name: given["nginx-name"] ?? application.replaceAll(/\W/g, "_").replace(/^(?=\d)/, "_"),
    blue: given["nginx-blue"],
    green: given["nginx-green"],
    key: given["nginx-key"] ?? "$remote_addr",
    cookie: given["nginx-cookie"],
    keepalive: given["nginx-keepalive"] ?? 0,
  };
}

/** Everything that cannot be; the values stand in a configuration file, so nothing in them may end a word there. */
export function problemsOf(given: NginxInputs, layout: Layout, exec: Executor): readonly Problem[] {
  const { mode, name, blue, green, key, cookie } = layout;
  const isGiven = (input: keyof NginxInputs) => given[input] !== undefined;
  const checks: readonly (readonly [keyof NginxInputs, boolean, string])[] = [
    ["nginx-file", exec.isHere || isAbsolute(given["nginx-file"]), `must be an absolute path on ${exec.where}`],
    ["nginx-name", /^[A-Za-z_]\w*$/.test(name), "must be letters, digits and underscores"],
    ["nginx-blue", isAddress(blue), "must be an address as `server` takes it: no scheme, no path, no space"],
    ["nginx-green", isAddress(green), "must be an address as `server` takes it: no scheme, no path, no space"],
    ["nginx-green", blue !== green, "must not be the address of blue"],
    [
      "nginx-key",
      /^[^"\\\p{Cc}]*\$[^"\\\p{Cc}]*$/u.test(key),
      "must have a variable of nginx, and no quotes or backslashes",
    ],
    [
      "nginx-key",
      !/^\$\{?cookie_\w+\}?$/.test(key),
      "gives all who have no cookie yet to one slot; use `nginx-cookie`",
    ],
    ["nginx-key", !isGiven("nginx-key") || mode === "split-clients", "belongs to `nginx-mode: split-clients`"],
    ["nginx-cookie", cookie === undefined || /^\w+$/.test(cookie), "must be letters, digits and underscores"],
    ["nginx-cookie", cookie === undefined || mode === "split-clients", "belongs to `nginx-mode: split-clients`"],
    [
      "nginx-cookie",
      cookie === undefined || !isGiven("nginx-key"),
      "tells visitors apart instead of `nginx-key`: give one",
    ],
    ["nginx-keepalive", !isGiven("nginx-keepalive") || mode === "upstream", "belongs to `nginx-mode: upstream`"],
  ];
  return checks
    .filter(([, isGood]) => !isGood)
    .map(([where, , what]): Problem => ({ where, what }))
    .concat(urlProblems("nginx-confirm-url", given["nginx-confirm-url"]));
}

function isAddress(text: string): boolean {
  return /^(unix:\/[\w./-]+|[\w.-]+(:\d+)?|\[[0-9a-fA-F:.]+\](:\d+)?)$/.test(text);
}
