import * as z from "zod/mini";
import { duration, integer, list, structure, text, words } from "../../../kit/fields.ts";

const word = z.string().check(z.minLength(1));

export const inputs = {
  "systemd-root": text({
    description:
      "Absolute folder on the server; `<root>/<slot>/release` leads to the files of the slot's release, `<root>/<slot>/slot.env` is for `EnvironmentFile=`.",
    required: true,
  }),
  "systemd-unit": text({
    description: "The unit template `app@`, or a name with `%s` for the slot: `app-%s`.",
    required: true,
  }),
  "systemd-ports": list({ description: "Two ports: the one of blue, the one of green.", default: "4101, 4102" }),
  "systemd-address": text({
    description:
      "Name or address of the server as it is reached from here. Without it, 127.0.0.1 of the server is asked there, by `curl`.",
  }),
  "systemd-env": structure(z.record(z.string(), z.string()), {
    description: "Environment variables for the release, written to `slot.env` (mode 0600).",
  }),
  "systemd-build": structure(z.array(z.tuple([word], z.string())), {
    description: "Commands (lists of words) run in a new release's folder before it is started: `- [npm, ci]`.",
  }),
  "systemd-build-within": duration({ description: "How long each of these commands may take.", default: "15m" }),
  "systemd-keep": integer({
    description: "Releases to keep in the folder of each slot, the one that it holds among them.",
    default: "5",
    min: 1,
  }),
  "systemd-health": text({
    description: "Path that answers `{status: ok, version, commit: $RELEASE, instance: $SLOT_TOKEN}`.",
    default: "/health",
  }),
  "systemd-repository": text({ description: "Git repository that releases are taken from.", default: "." }),
  "systemd-systemctl": words({
    description: "How systemctl is called: `sudo systemctl`, `systemctl --user`.",
    default: "systemctl",
  }),
  "systemd-journalctl": words({ description: "How journalctl is called.", default: "journalctl" }),
};
