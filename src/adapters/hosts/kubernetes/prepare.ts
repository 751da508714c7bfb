import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { InputError } from "../../../kit/errors.ts";
import type { ReleaseName } from "../../../stages/ports/host.ts";
import { apply, repeatedly, tryApply } from "./apply.ts";
import { sightOf } from "./look.ts";
import { readManifests } from "./manifests.ts";
import { isOf, type KubeObject, labels } from "./objects.ts";
import { find, kubectlOf, ofKind, type Place, parseFound } from "./place.ts";
import { renderSlot } from "./render.ts";
import { writeRun } from "./run.ts";
import { stop } from "./stop.ts";

const graceBeforeReplacing = 10_000;
const slotKinds = "deployments.apps,services,configmaps,secrets";

/** Puts the release's objects into the slot, without replicas. The cluster has agreed to all of them before what runs is stopped. */
export async function prepare(place: Place, release: ReleaseName, signal?: AbortSignal): Promise<void> {
  const manifests = await readManifests(place.source, release, signal);
  const { held } = sightOf(place, await find(place, "deployments.apps", { signal }));
  const isSame = held?.isWhole === true && held.commit === release.commit;
  const token = (isSame ? held?.token : undefined) ?? randomBytes(24).toString("base64url");
  const { namespace } = place.cluster;
  const { objects, leftAlone } = renderSlot(manifests, { ...place, release, token, namespace });
  if (leftAlone.length > 0) place.effects.log.info(`Left alone, both slots share it: ${leftAlone.join(", ")}`);
  const present = await presentOf(place, objects, signal);
  const remade = objects.filter((one) => hasOtherSelector(one, present));
  const tried = objects.map((one) => (remade.includes(one) ? underOtherName(one) : asPresent(one, present)));
  await tryApply(place, tried, signal);
  await stop(place, graceBeforeReplacing);
  for (const { kind, metadata } of remade) await remove(place, kind, metadata.name);
  await apply(place, objects, { signal });
  await writeRun(place, ofKind(objects, "Deployment"), () => ({}));
  await prune(place, objects);
}

/** What is there under these names. Throws an InputError where it is not the slot's. */
async function presentOf(place: Place, objects: readonly KubeObject[], signal: AbortSignal | undefined) {
  const names = objects.map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`);
  const words = ["get", ...names, "--ignore-not-found", "-o", "json"];
  const present = parseFound(await kubectlOf(place, signal).read(words, "the slot's objects cannot be read"));
  const strangers = present.filter((one) => !isOf(one, place.slot) || !isOwn(place, one));
  if (strangers.length === 0) return present;
  throw new InputError(
    strangers.map(({ kind, metadata }) => ({
      where: "kubernetes-manifests",
      what: `${kind} \`${metadata.name}\` is there already and does not belong to slot \`${place.slot}\` of \`${place.owner.application}\``,
    })),
    { hint: "Rename it in the manifests, or remove it from the cluster." },
  );
}

function isOwn({ owner }: Place, { metadata }: KubeObject): boolean {
  const given = metadata.labels ?? {};
  return given[labels.application] === owner.application && given[labels.environment] === owner.environment;
}

/** Which pods a Deployment has can never be changed: it has to be made anew. */
function hasOtherSelector(object: KubeObject, present: readonly KubeObject[]): boolean {
  const before = twinOf(object, present);
  return (
    object.kind === "Deployment" &&
    before !== undefined &&
    !isDeepStrictEqual(before.spec.selector, object.spec.selector)
  );
}

/** As many replicas as there are now: that they are taken away is no question of who owns them. */
function asPresent(object: KubeObject, present: readonly KubeObject[]): KubeObject {
  const before = twinOf(object, present);
  if (object.kind !== "Deployment" || before === undefined) return object;
  return { ...object, spec: { ...object.spec, replicas: before.spec.replicas } };
}

/** What takes the place of another object is looked at as a new one. */
function underOtherName(object: KubeObject): KubeObject {
  return { ...object, metadata: { ...object.metadata, name: `${object.metadata.name}-anew` } };
}

function twinOf({ kind, metadata }: KubeObject, present: readonly KubeObject[]): KubeObject | undefined {
  return present.find((one) => one.kind === kind && one.metadata.name === metadata.name);
}

/** Removes what the slot has of an earlier release and this one has not. */
async function prune(place: Place, objects: readonly KubeObject[]): Promise<void> {
  const found = await find(place, slotKinds);
  const left = found.filter(
    (one) => one.metadata.deletionTimestamp === undefined && twinOf(one, objects) === undefined,
  );
  for (const { kind, metadata } of left) await remove(place, kind, metadata.name);
}

async function remove(place: Place, kind: string, name: string): Promise<void> {
  await repeatedly(place, () => kubectlOf(place).remove(kind.toLowerCase(), name));
}
