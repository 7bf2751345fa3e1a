import fc from 'fast-check';

/** Few examples per property: mutation testing runs the tests thousands of times. */
fc.configureGlobal({ numRuns: 20 });
