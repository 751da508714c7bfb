import type { KubeObject } from "./objects.ts";

/** Why a pod does not serve. */
export interface Trouble {
  readonly why: string;
  /** True where waiting will not help. */
  readonly isFinal: boolean;
  /** No node takes it: another one may be on its way. */
  readonly isStuck?: boolean;
  /** What it has printed is found here; `isPrevious` where the container that said it has ended. */
  readonly log: { readonly pod: string; readonly container: string; readonly isPrevious: boolean } | null;
  /** What the container left behind when it ended, where it left anything. */
  readonly message: string;
}

interface ContainerStatus {
  readonly name: string;
  readonly image?: string;
  readonly ready?: boolean;
  readonly restartCount?: number;
  readonly state?: States;
  readonly lastState?: States;
}

interface States {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly running?: object;
  readonly terminated?: Ended;
}

interface Ended {
  readonly exitCode: number;
  readonly reason?: string;
  readonly message?: string;
}

/** Reasons of a waiting container that no patience changes. */
const final = ["ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "CreateContainerConfigError"];
const failing = ["ErrImagePull", "CreateContainerError", "RunContainerError"];

/** What is wrong with the pod, the gravest first; null where nothing is. */
export function podTrouble(pod: KubeObject): Trouble | null {
  const statuses: readonly ContainerStatus[] = [
    ...(pod.status?.initContainerStatuses ?? []),
    ...(pod.status?.containerStatuses ?? []),
  ];
  const found = statuses.map((one) => containerTrouble(pod.metadata.name, one)).filter((one) => one !== null);
  return found.find(({ isFinal }) => isFinal) ?? unscheduled(pod) ?? evicted(pod) ?? found[0] ?? null;
}

/** True while a container of the pod runs. */
export function hasRunning(pod: KubeObject): boolean {
  const statuses: readonly ContainerStatus[] = pod.status?.containerStatuses ?? [];
  return statuses.some(({ state }) => state?.running !== undefined);
}

export function isReady(pod: KubeObject): boolean {
  return pod.metadata.deletionTimestamp === undefined && conditionOf(pod, "Ready")?.status === "True";
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

export function conditionOf(object: KubeObject, type: string): Condition | undefined {
  const conditions: readonly Condition[] = object.status?.conditions ?? [];
  return conditions.find((one) => one.type === type);
}

function containerTrouble(pod: string, status: ContainerStatus): Trouble | null {
  const { name, image = "", state, lastState } = status;
  const { reason, message = "" } = state?.waiting ?? {};
  const trouble = (why: string, isFinal: boolean, ended?: Ended): Trouble => ({
    why: `${why} (pod \`${pod}\`, container \`${name}\`)`,
    isFinal,
    log: ended === undefined ? null : { pod, container: name, isPrevious: state?.terminated === undefined },
    message: ended?.message ?? "",
  });
  if (reason === "CrashLoopBackOff") {
    const ended = lastState?.terminated;
    return trouble(`CrashLoopBackOff: ${howItEnded(ended)}`, true, ended ?? { exitCode: 1 });
  }
  if (reason !== undefined && [...final, ...failing].includes(reason)) {
    const what = reason.includes("Image") ? `image \`${image}\`: ${message}` : message;
    return trouble(`${reason}: ${what}`.trim(), final.includes(reason));
  }
  const ended = state?.terminated;
  if (ended === undefined || ended.exitCode === 0) return null;
  return trouble(howItEnded(ended), false, ended);
}

function howItEnded(ended: Ended | undefined): string {
  if (ended === undefined) return "its container ends again and again";
  const why = ended.reason === undefined || ended.reason === "Error" ? "" : ` (${ended.reason})`;
  return `its container ended with exit code ${ended.exitCode}${why}`;
}

function unscheduled(pod: KubeObject): Trouble | null {
  const scheduled = conditionOf(pod, "PodScheduled");
  if (scheduled?.status !== "False" || scheduled.reason !== "Unschedulable") return null;
  const why = `Unschedulable: ${scheduled.message ?? "no node takes it"} (pod \`${pod.metadata.name}\`)`;
  return { why, isFinal: false, isStuck: true, log: null, message: "" };
}

function evicted(pod: KubeObject): Trouble | null {
  if (pod.status?.phase !== "Failed") return null;
  const { reason = "Failed", message = "" } = pod.status;
  return { why: `${reason}: ${message} (pod \`${pod.metadata.name}\`)`, isFinal: false, log: null, message: "" };
}
