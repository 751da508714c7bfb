import { ActionError, InputError, ServiceError } from "../../../kit/errors.ts";
import { answers, type Cause } from "./answers.ts";

/** What the SDK's errors say that is of use; the rest of them may hold a signature. */
interface Fault {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Turns what the store or the network says into words for the operator. `permission` is what the deed needs. */
export function bucketFailure(doing: string, place: string, permission: string, cause: unknown): Error {
  if (cause instanceof ActionError) return cause;
  const fault = cause as Fault;
  if (/credential/i.test(fault.name ?? "") || /region is missing/i.test(fault.message ?? "")) {
    return new InputError(`could not ${doing}: there are no keys, or no region, for \`${place}\``, {
      hint: "Set `s3-access-key-id`, `s3-secret-access-key` and `s3-region`, or run `aws-actions/configure-aws-credentials` in a step before.",
      cause,
    });
  }
  const { what, hint } = ofTheNetwork(fault) ?? ofTheStore(fault, permission) ?? unknown(fault);
  return new ServiceError(`could not ${doing}: \`${place}\` ${what}`, { hint, cause });
}

function ofTheNetwork({ code = "", name = "", message = "" }: Fault): Cause | null {
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return {
      what: `has an address that is not known (${code})`,
      hint: "Check `s3-endpoint`, `s3-region` and the name server.",
    };
  }
  if (/CERT|TLS|SSL|EPROTO/.test(code)) {
    return {
      what: `has no certificate that can be trusted (${code})`,
      hint: "Name the host that the certificate is for, or give its authority in `NODE_EXTRA_CA_CERTS`.",
    };
  }
  if (code === "ECONNRESET" || code === "EPIPE" || /socket hang up|premature|aborted/i.test(message)) {
    return {
      what: `dropped the connection, several times (${code || name})`,
      hint: "Look for a proxy or firewall in between that cuts long transfers; a smaller `s3-part-size` may pass it.",
    };
  }
  if (/^E(CONNREFUSED|TIMEDOUT|HOSTUNREACH|NETUNREACH)$/.test(code) || /timeout/i.test(name)) {
    return {
      what: `cannot be reached (${code || name})`,
      hint: "Check `s3-endpoint`, and whether this machine may reach it.",
    };
  }
  return null;
}

function ofTheStore({ name = "", $metadata }: Fault, permission: string): Cause | null {
  const status = $metadata?.httpStatusCode ?? 0;
  const known = answers.find(([names]) => names.test(name))?.[1];
  if (known !== undefined) return known;
  if (status === 403 || status === 401) {
    return {
      what: `does not allow it (${status} ${name})`,
      hint: `Give the key the right \`${permission}\` there. A bucket's own policy may forbid it as well.`,
    };
  }
  if (status === 429 || status >= 500) {
    return {
      what: `is overloaded or broken (${status} ${name})`,
      hint: "Try again later, and look at the store's own state.",
    };
  }
  return null;
}

function unknown({ name = "", code = "", $metadata }: Fault): Cause {
  const said = [$metadata?.httpStatusCode, name, code].filter((word) => word).join(" ");
  return { what: `answered ${said}`, hint: "Look at the store's own log." };
}
