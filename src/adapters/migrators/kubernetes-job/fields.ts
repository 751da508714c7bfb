import { choice, duration, flag, list, secret, text, type Values, words } from "../../../kit/fields.ts";
import { historyNames } from "./history.ts";

export const fields = {
  "kubernetes-job-url": secret({
    description:
      "Address of the database that the Job migrates, as it is reached from here; the history is read by it.",
    required: true,
  }),
  "kubernetes-job-history": choice({
    description: "The tool in the image: its files and its history table tell what is pending and what is applied.",
    choices: historyNames,
    default: "ef-core",
  }),
  "kubernetes-job-migrations": text({
    description: "Folder of that tool's migration files. Default: the tool's own.",
  }),
  "kubernetes-job-table": text({ description: "That tool's history table. Default: the tool's own." }),
  "kubernetes-job-folder": text({ description: "The project of that tool. Default: the checkout." }),
  "kubernetes-job-script": text({
    description: "For `ef-core`: the idempotent script of the same build, see `ef-core-script`.",
  }),
  "kubernetes-job-down": text({
    description: "Folder of DOWN files (`<version>*.sql`), for tools that have no way back of their own.",
  }),
  "kubernetes-job-namespace": text({ description: "The namespace of the Job.", required: true }),
  "kubernetes-job-image": text({
    description:
      "The image, by its digest: `registry/name@sha256:…`. With a manifest only where it is not that of the manifest.",
  }),
  "kubernetes-job-any-tag": flag({
    description: "Take an image without a digest: what runs then may not be what was rehearsed.",
    default: "false",
  }),
  "kubernetes-job-command": words({
    description: "Command and arguments in the container. Default: the image's own.",
  }),
  "kubernetes-job-takes-target": flag({
    description:
      "For `ef-core`: the command hands further arguments on to the bundle. Then single migrations can be applied, and taken back.",
    default: "false",
  }),
  "kubernetes-job-env-from": list({
    description:
      "Secrets whose keys are the container's environment; `configmap/NAME` for others. The connection string belongs in one.",
  }),
  "kubernetes-job-manifest": text({
    description: "A Job of your own in a YAML file. Its name, its limits and `backoffLimit: 0` are set here.",
  }),
  "kubernetes-job-timeout": duration({
    description: "How long the Job may run (`activeDeadlineSeconds`).",
    default: "1h",
  }),
  "kubernetes-job-rehearse-with": words({
    description:
      "How that tool is called on this machine: a rehearsal runs there, since a Job knows only the database of its Secret. Default: the tool's own.",
  }),
  "kubernetes-job-context": text({ description: "The context of the kubeconfig; its current one when left out." }),
  "kubernetes-job-config": secret({
    description: "The text of a kubeconfig, or its path. Left out, `kubectl` finds its own.",
  }),
};

export type Inputs = Values<typeof fields>;
