import type { CpuProfile, ProfileNode } from './cpu-profile.ts';

/** CPU time by name, in milliseconds, largest first. */
export type Costs = readonly (readonly [name: string, ms: number])[];

const IDLE = new Set(['(idle)', '(program)', '(root)']);

/**
 * Sums the time of a profile by name. The time of Node.js itself (sockets, JSON, timers, crypto) counts for the named
 * caller.
 *
 * @param nameOf the name of a frame; undefined = its time counts for the caller.
 */
export function costsOf(
  { nodes, samples, timeDeltas }: CpuProfile,
  nameOf: (frame: ProfileNode['callFrame']) => string | undefined,
): Costs {
  const names = new Map<number, string>();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const name = (node: ProfileNode, inherited: string): void => {
    const own = nameOf(node.callFrame) ?? inherited;
    names.set(node.id, own);
    for (const id of node.children ?? []) {
      const child = byId.get(id);
      if (child) name(child, own);
    }
  };
  const [root] = nodes;
  if (root) name(root, 'Node.js itself');
  const costs = new Map<string, number>();
  for (const [at, id] of samples.entries()) {
    if (IDLE.has(byId.get(id)?.callFrame.functionName ?? '')) continue;
    const owner = names.get(id) ?? '';
    costs.set(owner, (costs.get(owner) ?? 0) + (timeDeltas[at] ?? 0) / 1_000);
  }
  return [...costs].toSorted(([, a], [, b]) => b - a);
}
