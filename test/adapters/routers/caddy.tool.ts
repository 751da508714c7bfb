import { describe } from "vitest";
import { can, programPath } from "../../servers/programs.ts";
import { caddySplits } from "./caddy-splits.ts";

describe.runIf(can("newer-caddy"))("A newer Caddy", () => {
  caddySplits("caddy 2.11", can("newer-caddy") ? programPath("newer-caddy") : undefined);
});
