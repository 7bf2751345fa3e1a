import { rm } from 'node:fs/promises';
import { sharedFolder } from './package-service.ts';

/** Vitest calls it at the end of a run. */
export async function teardown(): Promise<void> {
  await rm(sharedFolder(process.pid), { recursive: true, force: true });
}
