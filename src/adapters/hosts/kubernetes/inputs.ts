import * as z from "zod/mini";
import { duration, flag, list, secret, structure, text } from "../../../kit/fields.ts";

/** What a section may say for this host. */
export const inputs = {
  "kubernetes-manifests": text({
    description:
      "Folder of the repository with the YAML of the release, or with a kustomization. Each slot gets its Deployments and the ConfigMaps and Secrets that they use; the rest is left alone.",
    required: true,
  }),
  "kubernetes-image": list({
    description:
      "Images in place of those in the manifests with the same name, or with the name before `=`: `registry/app:$$RELEASE`, `app=registry/app:$$VERSION`. `$RELEASE` and `$VERSION` in the manifests' own images are replaced, too.",
  }),
  "kubernetes-services": list({
    description: "Services of the manifests that each slot gets one of: `web` becomes `web-blue` and `web-green`.",
  }),
  "kubernetes-urls": structure(z.strictObject({ blue: z.string(), green: z.string() }), {
    description: "Where each slot answers: `{ blue: https://blue.example.com, green: https://green.example.com }`.",
  }),
  "kubernetes-health": text({
    description:
      "Path at those addresses that answers `{status: ok, commit: $RELEASE}`, and `instance: $SLOT_TOKEN` if it wants.",
    default: "/health",
  }),
  "kubernetes-take-over": flag({
    description: "Overwrites fields that somebody else has changed, instead of refusing.",
    default: "false",
  }),
  "kubernetes-unschedulable": duration({
    description: "How long a pod may find no node, where one may be on its way.",
    default: "1m",
  }),
  "kubernetes-repository": text({ description: "Git repository that releases are taken from.", default: "." }),
  "kubernetes-namespace": text({ description: "The namespace; that of the context when left out." }),
  "kubernetes-context": text({ description: "The context of the kubeconfig; its current one when left out." }),
  "kubernetes-config": secret({
    description: "The text of a kubeconfig, or its path. Left out, `kubectl` finds its own.",
  }),
};
