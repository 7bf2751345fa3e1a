import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { once } from '../util/once.ts';
import type { ArchiveWriter } from '../dead-letters/ports.ts';

/** The archive of a function that rarely archives: it loads the SDK's client with the first dead letter. */
export function lazyArchiveWriter(config: S3ClientConfig, bucket: string): ArchiveWriter {
  const open = once(async () =>
    (await import('./archive-writer.ts')).openArchiveWriter(config, bucket),
  );
  return {
    async put(key, text) {
      // A failed import counts as an unreachable archive: the letter stays, and the next one imports again.
      const archive = await open().catch(() => undefined);
      return archive?.put(key, text) ?? false;
    },
  };
}
