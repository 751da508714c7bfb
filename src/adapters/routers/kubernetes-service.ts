import { InputError } from "../../kit/errors.ts";
import { duration, secret, text } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Router } from "../../stages/ports/router.ts";
import { accountField, imageField, jobInputs } from "../dead-man/job-inputs.ts";
import { clusterOf, clusterProblems, isObjectName } from "../kubernetes/cluster.ts";
import { openKubectl } from "../kubernetes/kubectl.ts";
import { serviceDeadMan } from "./kubernetes-service/dead-man.ts";
import { selectorPlace } from "./kubernetes-service/selector.ts";
import { splittingRouter } from "./splitting/splitting.ts";

/** Switches one Service from the pods of one slot to those of the other, by one label of its selector. */
export const kubernetesServiceRouter = defineAdapter<Router>()({
  name: "kubernetes-service",
  summary: "One label in the selector of a Kubernetes Service: all of the traffic at once.",
  inputs: {
    "kubernetes-service-name": text({ description: "The Service that users reach.", required: true }),
    "kubernetes-service-label": text({
      description: "The label of the pods, and of the Service's selector, whose value is `blue` or `green`.",
      default: "deploy-actions/slot",
    }),
    "kubernetes-service-namespace": text({ description: "Its namespace; that of the context when left out." }),
    "kubernetes-service-context": text({
      description: "The context of the kubeconfig; its current one when left out.",
    }),
    "kubernetes-service-config": secret({
      description: "The text of a kubeconfig, or its path. Left out, `kubectl` finds its own.",
    }),
    "kubernetes-service-confirm-within": duration({
      description: "How long the endpoints may take to be those of the slot alone.",
      default: "30s",
    }),
    "kubernetes-service-dead-man-image": imageField(),
    "kubernetes-service-dead-man-account": accountField("the Service"),
  },
  open(inputs, context) {
    const { effects } = context;
    const name = inputs["kubernetes-service-name"];
    const label = inputs["kubernetes-service-label"];
    const asked = {
      namespace: inputs["kubernetes-service-namespace"],
      context: inputs["kubernetes-service-context"],
      config: inputs["kubernetes-service-config"],
    };
    const problems = [
      ...(isObjectName(name) ? [] : [{ where: "kubernetes-service-name", what: "must be the name of a Service" }]),
      ...(isLabel(label) ? [] : [{ where: "kubernetes-service-label", what: "must be the key of a label" }]),
      ...clusterProblems("kubernetes-service", asked),
    ];
    const job = jobInputs(
      "kubernetes-service",
      inputs["kubernetes-service-dead-man-image"],
      inputs["kubernetes-service-dead-man-account"],
    );
    problems.push(...job.problems);
    if (problems.length > 0) throw new InputError(problems);
    const kubectl = openKubectl(clusterOf(asked, effects), effects);
    const within = inputs["kubernetes-service-confirm-within"];
    const place = { kubectl, effects, name, label, within };
    const router = splittingRouter(selectorPlace(place));
    return job.asked === null ? router : { ...router, deadMan: serviceDeadMan(place, job.asked, context) };
  },
});

function isLabel(text: string): boolean {
  return /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/.test(text);
}
