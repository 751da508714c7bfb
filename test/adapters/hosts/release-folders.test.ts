import { hostContract } from "../../contracts/host.ts";
import { foldersBench } from "./release-folders-bench.ts";

hostContract("releases", () => foldersBench());
