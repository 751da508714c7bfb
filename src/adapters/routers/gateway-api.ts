import { InputError, type Problem } from "../../kit/errors.ts";
import { duration, list, secret, text } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Router } from "../../stages/ports/router.ts";
import { accountField, imageField, jobInputs } from "../dead-man/job-inputs.ts";
import { type ClusterInputs, clusterOf, clusterProblems, isObjectName } from "../kubernetes/cluster.ts";
import { openKubectl } from "../kubernetes/kubectl.ts";
import { routeDeadMan } from "./gateway-api/dead-man.ts";
import { routePlace } from "./gateway-api/route.ts";
import { splittingRouter } from "./splitting/splitting.ts";

/** Sets the weights of two backends in the rules of one HTTPRoute; nothing in it keeps a user on one side. */
export const gatewayApiRouter = defineAdapter<Router>()({
  name: "gateway-api",
  summary: "The weights of two Services in an HTTPRoute of the Kubernetes Gateway API.",
  inputs: {
    "gateway-api-route": text({ description: "The HTTPRoute.", required: true }),
    "gateway-api-backends": list({
      description: "The Service of blue and the Service of green: `web-blue, web-green`.",
      required: true,
    }),
    "gateway-api-namespace": text({ description: "Their namespace; that of the context when left out." }),
    "gateway-api-context": text({ description: "The context of the kubeconfig; its current one when left out." }),
    "gateway-api-config": secret({
      description: "The text of a kubeconfig, or its path. Left out, `kubectl` finds its own.",
    }),
    "gateway-api-confirm-within": duration({
      description: "How long the gateway's controller may take to accept a new split.",
      default: "30s",
    }),
    "gateway-api-dead-man-image": imageField(),
    "gateway-api-dead-man-account": accountField("the HTTPRoute"),
  },
  open(inputs, context) {
    const { effects } = context;
    const name = inputs["gateway-api-route"];
    const [blue = "", green = ""] = inputs["gateway-api-backends"];
    const asked = {
      namespace: inputs["gateway-api-namespace"],
      context: inputs["gateway-api-context"],
      config: inputs["gateway-api-config"],
    };
    const problems = [...problemsOf(name, inputs["gateway-api-backends"], asked)];
    const job = jobInputs("gateway-api", inputs["gateway-api-dead-man-image"], inputs["gateway-api-dead-man-account"]);
    problems.push(...job.problems);
    if (problems.length > 0) throw new InputError(problems);
    const kubectl = openKubectl(clusterOf(asked, effects), effects);
    const within = inputs["gateway-api-confirm-within"];
    const place = { kubectl, effects, name, backends: { blue, green }, within };
    const router = splittingRouter(routePlace(place));
    return job.asked === null ? router : { ...router, deadMan: routeDeadMan(place, job.asked, context) };
  },
});

function problemsOf(name: string, backends: readonly string[], asked: ClusterInputs): readonly Problem[] {
  const isPair = backends.length === 2 && backends.every(isObjectName) && backends[0] !== backends[1];
  return [
    ...(isObjectName(name) ? [] : [{ where: "gateway-api-route", what: "must be the name of an HTTPRoute" }]),
    ...(isPair ? [] : [{ where: "gateway-api-backends", what: "must be the names of two Services, blue's first" }]),
    ...clusterProblems("gateway-api", asked),
  ];
}
