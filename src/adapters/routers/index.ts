import { registry } from "../../kit/registry.ts";
import type { Router } from "../../stages/ports/router.ts";
import { flagdRouter } from "./flagd.ts";

/** What splits the traffic between the slots. A new router is one more line here. */
export const routers = registry<Router>("router", { description: "What splits the traffic between the slots." }, [
  flagdRouter,
]);
