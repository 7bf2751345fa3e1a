import fc from 'fast-check';

/** Property tests judge thousands of mutants, one after the other: few examples each have to do. */
fc.configureGlobal({ numRuns: 20 });
