import type { GatedStore, Gates } from '../rate-limit/limiter-port.ts';
import { createStoreGate, type GateDeps, type StoreGate } from '../rate-limit/limiter.ts';
import { newMemory, type StoreMemory } from '../rate-limit/memory.ts';

/** Opens the gates for one batch after the other; what was learnt about a store stays in memory between them. */
export function createGates(deps: GateDeps): () => Gates {
  const memories = new Map<string, StoreMemory>();
  return () => {
    const gates = new Map<string, StoreGate>();
    const gateOf = ({ name }: GatedStore): StoreGate => {
      const memory = memories.get(name) ?? newMemory();
      const gate = gates.get(name) ?? createStoreGate(memory, deps);
      memories.set(name, memory);
      gates.set(name, gate);
      return gate;
    };
    return {
      pass: (store, yields) => gateOf(store).pass(store, yields),
      close: async () => {
        await Promise.allSettled([...gates.values()].map((gate) => gate.close()));
      },
    };
  };
}
