import { describe } from "vitest";
import { can } from "../../servers/programs.ts";
import { caddySplits } from "./caddy-splits.ts";

describe.runIf(can("caddy"))("Caddy", () => {
  caddySplits("caddy");
});
