import { hostContract } from "../../contracts/host.ts";
import { systemdBench } from "./systemd-bench.ts";

hostContract("systemd", () => systemdBench());
