/** No attempt is begun with less time than this, in milliseconds: one call of the longest kind has to fit. */
export const LEAST_WORK_MS = 3_000;
