/** Whether no two of the items are the same. */
export const areDistinct = <T>(items: readonly T[], isSame: (a: T, b: T) => boolean): boolean =>
  items.every((one, at) => !items.slice(0, at).some((other) => isSame(one, other)));
