/** How long a function may run, in milliseconds. */
export const FUNCTION_MS = 30_000;
