import { defineAdapter } from "../../kit/registry.ts";
import type { Migrator } from "../../stages/ports/migrator.ts";
import { fields } from "./kubernetes-job/fields.ts";
import { openKubernetesJob } from "./kubernetes-job/open.ts";

/** A Job of its own for every run. What is applied is read from the database, past the cluster. */
export const kubernetesJobMigrator = defineAdapter<Migrator>()({
  name: "kubernetes-job",
  summary: "A Job in Kubernetes that runs the migrations of an image, such as a bundle of EF Core.",
  inputs: fields,
  open: openKubernetesJob,
});
