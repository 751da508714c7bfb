import type { Announcement, Facts } from "../../core/announcement.ts";
import type { Moment } from "../../core/moments.ts";
import { type ErrorDetails, ServiceError } from "../../kit/errors.ts";

/** What a channel is asked to say. */
export interface Message extends Announcement {
  /** Of this moment, item and release: the same when it is sent again, so that a receiver can tell. */
  readonly delivery: string;
  readonly moment: Moment;
  /** It takes an earlier announcement back. */
  readonly isWithdrawal: boolean;
  /** It may have arrived before. */
  readonly isRepeated: boolean;
  readonly audience: string;
  readonly facts: Facts;
  /** ISO 8601. */
  readonly at: string;
}

export interface DeliverOptions {
  /** The channel's own id of what it has opened for this release; null where it has opened nothing that we know of. */
  readonly ref: string | null;
  /** Milliseconds for one request. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** What the receiver said. */
export interface Receipt {
  /** HTTP status. */
  readonly status: number;
  readonly ref: string | null;
}

/** It was not delivered, or nobody knows. The message holds neither address nor content. */
export class DeliveryError extends ServiceError {
  /** HTTP status; null where there was no answer. */
  readonly status: number | null;
  /** True where it may have arrived all the same. */
  readonly isAmbiguous: boolean;

  constructor(
    message: string,
    details: ErrorDetails & { readonly status?: number | null; readonly isAmbiguous?: boolean } = {},
  ) {
    super(message, details);
    this.status = details.status ?? null;
    this.isAmbiguous = details.isAmbiguous ?? false;
  }
}

/** Tells people something. Every text of a message is plain: a channel lets none of it be markup, a mention or a link. */
export interface Channel {
  /** Moments that it has words for. */
  readonly moments: readonly Moment[];
  /** True where `started` opens something that a later moment has to close. */
  readonly keepsOpen: boolean;
  /** Tries again for a bounded time where that cannot tell twice. Throws a DeliveryError, or the signal's reason. */
  deliver(message: Message, options: DeliverOptions): Promise<Receipt>;
}
