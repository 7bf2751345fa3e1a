import type { Outcome, Skipped } from '../delivery/job.ts';
import type { Settlement } from '../delivery/settle.ts';
import type { Known, Message } from '../message/message.ts';
import type { DeliveryProgress } from '../message/progress.ts';
import type { CallRecord } from '../telemetry/call-record.ts';
import type { Part } from './prepared.ts';

/** How the attempt of one part ended. */
export type PartResult = Outcome | Skipped | Settlement;

/** A joint try whose calls are reported by another message. */
interface JointTry {
  /** The id of that message. */
  readonly callsOf: string;
  /** Whether the joint try failed: it then counts as an attempt of this message. */
  readonly isFailed: boolean;
}

/** A joint try that came before. */
export interface EarlierTry {
  /** Its calls; empty where another message reports them. */
  readonly calls: readonly CallRecord[];
  readonly joint?: JointTry;
  /** Its duration, in milliseconds: a single try starts only with at least this time left. */
  readonly durationMs: number;
}

/** One part of a message after its attempt, with everything that its report needs. */
export interface AttemptedPart {
  readonly part: Part;
  readonly result: PartResult;
  readonly calls: readonly CallRecord[];
  readonly durationMs: number;
  readonly joint?: JointTry;
}

/** A message after its attempt. */
export interface Attempted {
  readonly message: Message;
  readonly known: Known;
  readonly parts: readonly AttemptedPart[];
  /** Absent when every part is done. */
  readonly settlement?: Settlement;
  /** What its copy carries, if it needs another run. */
  readonly progress?: DeliveryProgress;
}

/** A message that was not started. It stays on the queue unchanged. */
export interface Untouched {
  readonly untouched: Message;
}
