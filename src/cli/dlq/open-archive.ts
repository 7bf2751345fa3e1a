import { createArchive } from '../../aws/archive.ts';
import type { Archive } from '../../dead-letters/ports.ts';
import type { CommandContext } from '../command-context.ts';
import { UsageError } from '../usage-error.ts';

/** The archive of the deployment. @throws UsageError there is no archive, or the resource names are not set. */
export function openArchive({ deployment }: Pick<CommandContext, 'deployment'>): Archive {
  const relay = deployment();
  // If no resource name is set at all, this error is the more helpful one.
  relay.requiredName('DEAD_LETTER_QUEUE_URL');
  const bucket = relay.optionalName('ARCHIVE_BUCKET');
  if (bucket !== undefined) return createArchive(relay.s3(), bucket);
  throw new UsageError(
    'This relay has no archive: ARCHIVE_BUCKET is not set. To get one, deploy with --param="archive=on".',
  );
}
