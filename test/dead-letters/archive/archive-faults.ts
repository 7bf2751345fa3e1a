import type { Fault } from './archive-rig.ts';

const lose: Fault = async (_, forward) => {
  await forward();
  throw new Error('socket hang up');
};

/** AWS carries out half of the entries and lists the others as failed. */
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

/** Faults of one AWS call that only the AWS clients can handle wrongly. Kills and refusals are tested at the ports. */
export const FAULTS: readonly { readonly name: string; readonly fault: Fault }[] = [
  { name: 'loses its answer', fault: lose },
  { name: 'refuses half of its entries', fault: refuseEntries },
];
