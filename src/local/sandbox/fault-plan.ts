import type { Fault, FaultRequest, Faults, QueuedFault } from './fault.ts';

/** Hands out the faults of the `faults` knob, one per request. */
export interface FaultPlan {
  next(request: FaultRequest): Fault | undefined;
}

/** @param faults reads the knob; a new value starts a new queue. */
export function createFaultPlan(faults: () => Faults): FaultPlan {
  let source: Faults | undefined;
  let queue: QueuedFault[] = [];
  const refill = (current: readonly QueuedFault[]): void => {
    if (current === source) return;
    source = current;
    queue = [...current];
  };
  return {
    next: (request) => {
      const current = faults();
      if (typeof current === 'function') return current(request);
      refill(current);
      const index = queue.findIndex((fault) => fits(fault, request));
      const fault = queue[index];
      if (fault === undefined) return undefined;
      const times = (fault.times ?? 1) - 1;
      queue.splice(index, 1, ...(times > 0 ? [{ ...fault, times }] : []));
      return fault;
    },
  };
}

function fits({ method, route }: QueuedFault, request: FaultRequest): boolean {
  return (
    (method === undefined || method === request.method) &&
    (route === undefined || route === request.route)
  );
}
