import type { Fault } from './archive-rig.ts';

const lose: Fault = async (_, forward) => {
  await forward();
  throw new Error('socket hang up');
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

/** What can happen to one call that only the clients of AWS can get wrong; kills and refusals are the ports' own. */
export const FAULTS: readonly { readonly name: string; readonly fault: Fault }[] = [
  { name: 'loses its answer', fault: lose },
  { name: 'refuses half of its entries', fault: refuseEntries },
];
