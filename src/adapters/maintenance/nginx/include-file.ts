const head = "# Written by deploy-actions; changes by hand are lost.";
const onMark = "# maintenance: on";
const offMark = "# maintenance: off";
const unsureMark = "# maintenance: off as soon as nginx has loaded this";

/** What stands in the file while maintenance is off: nothing that nginx reads. */
export const offText = `${head}\n${offMark}\n`;

/** What stands in it until nginx has loaded that maintenance is off: it counts as on. */
export const unsureText = `${head}\n${unsureMark}\n`;

/**
 * What stands in it while maintenance is on. A code of its own, so that an `error_page 503` of the server is neither used
 * nor changed. What the visitor has asked for counts: `try_files` leads every path to one and the same script.
 */
export function onText(exempt: readonly string[], retryAfter: number): string {
  const patterns = exempt.map((path) => path.replaceAll(".", "\\.").replace(/\*$/, below)).join("|");
  return [
    head,
    onMark,
    "set $deploy_actions_maintenance on;",
    ...(patterns === ""
      ? []
      : [`if ($request_uri ~ "^(?:${patterns})(?:\\?|$)") { set $deploy_actions_maintenance off; }`]),
    "if ($deploy_actions_maintenance = on) { return 599; }",
    "error_page 599 =503 @deploy_actions_maintenance;",
    "location @deploy_actions_maintenance {",
    "  internal;",
    "  default_type text/plain;",
    `  add_header Retry-After ${retryAfter} always;`,
    "  add_header Cache-Control no-store always;",
    '  return 503 "Down for maintenance; back in a moment.\\n";',
    "}",
    "",
  ].join("\n");
}

/** Anything below a path, and nothing that leads out of it again. */
const below = "(?:(?!\\.\\.)[^?%])*";

/** True for a file that was written here. */
export function isOurs(text: string): boolean {
  return text.startsWith(`${head}\n`);
}

/** Whether nginx may turn visitors away by a file that was written here. */
export function readOn(text: string | null): boolean {
  return text !== null && text.split("\n")[1] !== offMark;
}

/** Whether nginx is to turn visitors away by it. */
export function isAskedOn(text: string | null): boolean {
  return text?.split("\n")[1] === onMark;
}
