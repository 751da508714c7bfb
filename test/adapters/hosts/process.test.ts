import { hostContract } from "../../contracts/host.ts";
import { processBench } from "./bench.ts";

hostContract("process", () => processBench());
