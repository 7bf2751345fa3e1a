/** Evenly spread over [0, 1) without dice: multiples of the golden ratio. */
export const spread = (index: number): number => (index * 0.618_033_988_75) % 1;
