/** 1234.5 → `1,235`; 12.34 → `12.3`; 1.234 → `1.23`: three significant digits. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const decimals = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}

export const times = (ratio: number): string => `${digits(ratio)} ×`;
export const megabytes = (bytes: number): string => `${Math.round(bytes / 1_000_000)} MB`;
export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
export const dollars = (amount: number): string => `$${amount.toFixed(2)}`;
