import { defineAction } from "../kit/action.ts";
import { runDeploySlot } from "../stages/pipeline.ts";
import { runStage } from "./begin.ts";
import { deploySlotSection } from "./sections/deploy-slot.ts";

/** The action `deploy-slot`. */
export const deploySlot = defineAction({
  ...deploySlotSection,
  summary: "Put the release into the idle slot and wait until it answers as its own commit.",
  outputs: {
    slot: "The slot that the release was put into.",
    url: "Where that slot answers.",
    "previous-release": "The commit that a rollback returns to; empty before the first good release.",
  },
  run: (task) =>
    runStage(task, "deploy-slot", async ({ context, chain, session }) => {
      const { url } = await runDeploySlot(context, chain);
      const { open } = session.state;
      return { slot: open?.slot ?? "", url, "previous-release": open?.previous?.commit ?? "" };
    }),
});
