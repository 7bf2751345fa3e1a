/** Resources that a process has used since its start. */
export interface Usage {
  readonly cpuMs: number;
  /** Peak memory, in bytes. */
  readonly peakBytes: number;
}

/** Usage of this process. */
export function usage(): Usage {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return { cpuMs: (userCPUTime + systemCPUTime) / 1_000, peakBytes: maxRSS * 1_024 };
}
