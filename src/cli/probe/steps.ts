import type { Findings, MainCustomer } from './journal.ts';
import type { Lab } from './lab.ts';
import { updateStep } from './update-step.ts';
import { createAndSearch } from './create-step.ts';
import { duplicatesStep } from './duplicates-step.ts';
import { searchStep } from './search-step.ts';

/** A step of a probe. A step that did not end is done again with new people. */
export interface ProbeStep {
  readonly name: string;
  readonly run: (
    lab: Lab,
    main: MainCustomer | undefined,
  ) => Promise<Findings & { readonly main?: MainCustomer }>;
}

export const PROBE_STEPS: readonly ProbeStep[] = [
  { name: 'create', run: createAndSearch },
  { name: 'search', run: searchStep },
  { name: 'duplicates', run: duplicatesStep },
  { name: 'update', run: updateStep },
];
