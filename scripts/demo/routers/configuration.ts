import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isMap, isScalar, parseDocument, type YAMLMap } from "yaml";
import type { Router } from "./index.ts";

const section = "traffic-shift";

/** The quickstart's deploy.yml, with the inputs of this router in the place of those of flagd. */
export function configurationOf(quickstart: string, router: Router): string {
  const read = (name: string): string => readFileSync(join(quickstart, name), "utf8");
  const text = read("deploy.yml");
  if (router === "flagd") return text;
  const whole = parseDocument(text);
  const shift = mapIn(whole.get(section));
  const others = shift.items.filter(({ key }) => !/^(router|flagd-.*)$/.test(isScalar(key) ? String(key.value) : ""));
  shift.items = [...mapIn(parseDocument(read(`deploy-${router}.yml`)).get(section)).items, ...others];
  return whole.toString({ lineWidth: 0 });
}

function mapIn(node: unknown): YAMLMap {
  if (isMap(node)) return node;
  throw new Error(`\`${section}\` must be a map`);
}
