import { createArchive } from '../../aws/archive.ts';
import type { Archive } from '../../dead-letters/ports.ts';
import type { CommandContext } from '../command-context.ts';
import { UsageError } from '../usage-error.ts';

/** The archive of the deployment. @throws UsageError it has none, or it is not known where it is. */
export function openArchive({ deployment }: Pick<CommandContext, 'deployment'>): Archive {
  const relay = deployment();
  // Says what to do where nothing at all is known.
  relay.requiredName('DEAD_LETTER_QUEUE_URL');
  const bucket = relay.optionalName('ARCHIVE_BUCKET');
  if (bucket !== undefined) return createArchive(relay.s3(), bucket);
  throw new UsageError(
    'This relay has no archive: ARCHIVE_BUCKET is not set. Deploy with --param="archive=on" to have one.',
  );
}
