import { registry } from "../../kit/registry.ts";
import type { Router } from "../../stages/ports/router.ts";
import { caddyRouter } from "./caddy.ts";
import { commandRouter } from "./command.ts";
import { envFileRouter } from "./env-file.ts";
import { flagdRouter } from "./flagd.ts";
import { gatewayApiRouter } from "./gateway-api.ts";
import { haproxyRouter } from "./haproxy.ts";
import { kubernetesServiceRouter } from "./kubernetes-service.ts";
import { launchdarklyRouter } from "./launchdarkly.ts";
import { linkRouter } from "./link.ts";
import { nginxRouter } from "./nginx.ts";
import { unleashRouter } from "./unleash.ts";

/** What splits the traffic between the slots. A new router is one more line here. */
export const routers = registry<Router>("router", { description: "What splits the traffic between the slots." }, [
  haproxyRouter,
  nginxRouter,
  caddyRouter,
  linkRouter,
  kubernetesServiceRouter,
  gatewayApiRouter,
  flagdRouter,
  launchdarklyRouter,
  unleashRouter,
  envFileRouter,
  commandRouter,
]);
