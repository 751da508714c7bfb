import { routerContract } from "../contracts/router.ts";
import { memoryRouter, routerPlace, ruleText, shareAt } from "./router.ts";

for (const granularity of ["any", "all-or-nothing"] as const) {
  routerContract(`The router in memory (${granularity})`, async () => {
    const place = routerPlace();
    return {
      open: () => memoryRouter(place, granularity),
      async disturb() {
        const weight = granularity === "any" ? 7 : 100 - shareAt(place, "green");
        place.text = ruleText({ first: "blue", weight });
      },
      async ruin() {
        place.text = "{";
      },
      [Symbol.asyncDispose]: async () => undefined,
    };
  });
}
