/** `1,200`. */
export const grouped = (value: number): string => value.toLocaleString('en');

/** `1 letter`, `1,200 letters`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${grouped(count)} ${count === 1 ? one : many}`;
