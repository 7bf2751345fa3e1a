/** What a process has used since it began. */
export interface Usage {
  readonly cpuMs: number;
  /** The most memory that it ever had at once, in bytes. */
  readonly peakBytes: number;
}

/** Of this process. */
export function usage(): Usage {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return { cpuMs: (userCPUTime + systemCPUTime) / 1_000, peakBytes: maxRSS * 1_024 };
}
