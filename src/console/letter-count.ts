/** `1 letter`, `12 letters`. */
export const letterCount = (count: number): string =>
  `${count.toLocaleString('en')} ${count === 1 ? 'letter' : 'letters'}`;
