import type { Fault } from './archive-rig.ts';

class Killed extends Error {}

const refuse =
  (name: string): Fault =>
  async () => {
    throw Object.assign(new Error(name), { name });
  };

const lose: Fault = async (_, forward) => {
  await forward();
  throw new Error('socket hang up');
};

const die: Fault = async () => {
  throw new Killed();
};

const dieAfter: Fault = async (_, forward) => {
  await forward();
  throw new Killed();
};

/** Half of the entries of a batch are carried out, the others are listed as failed. */
const refuseEntries: Fault = async (input, forward) => {
  const { Entries, Delete } = input as {
    Entries?: readonly { Id: string }[];
    Delete?: { Objects: readonly unknown[] };
  };
  if (Entries !== undefined) {
    const half = Math.ceil(Entries.length / 2);
    const answer = await forward({ ...input, Entries: Entries.slice(0, half) });
    return {
      ...answer,
      Failed: Entries.slice(half).map(({ Id }) => ({ Id, Code: 'InternalError' })),
    };
  }
  if (Delete !== undefined) {
    const half = Math.ceil(Delete.Objects.length / 2);
    return forward({ ...input, Delete: { ...Delete, Objects: Delete.Objects.slice(0, half) } });
  }
  return forward();
};

/** What can happen to the call with one number, and to those after it. */
export const FAULTS: readonly {
  readonly name: string;
  readonly at: (step: number) => (number: number) => Fault | undefined;
}[] = [
  {
    name: 'is throttled',
    at: (step) => (n) => (n === step ? refuse('ThrottlingException') : undefined),
  },
  { name: 'loses its answer', at: (step) => (n) => (n === step ? lose : undefined) },
  {
    name: 'refuses half of its entries',
    at: (step) => (n) => (n === step ? refuseEntries : undefined),
  },
  {
    name: 'is not made any more, after a kill',
    at: (step) => (n) => (n >= step ? die : undefined),
  },
  {
    name: 'is the last one before a kill',
    at: (step) => (n) => (n < step ? undefined : n === step ? dieAfter : die),
  },
];
