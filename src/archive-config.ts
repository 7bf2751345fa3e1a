import { type Queues, readHours, readQueueUrl } from './places.ts';
import { checked, type Environment, readSettings } from './config/settings.ts';

/** What the archive function needs to know from its environment. */
export interface ArchiveConfig extends Pick<Queues, 'deadLetterQueueUrl'> {
  /** Absent where expiring letters are told and not moved. */
  readonly archiveBucket?: string;
  readonly archiveWithinMs: number;
  readonly expiringWithinMs: number;
}

/** As `loadConsumeConfig`. @throws ConfigError */
export function loadArchiveConfig(env: Environment): ArchiveConfig {
  const settings = readSettings(env);
  const archiveBucket = env['ARCHIVE_BUCKET']?.trim() ?? '';
  const config = {
    deadLetterQueueUrl: readQueueUrl(settings, 'DEAD_LETTER_QUEUE_URL'),
    ...(archiveBucket !== '' && { archiveBucket }),
    archiveWithinMs: readHours(settings, 'ARCHIVE_WITHIN_HOURS', 72),
    expiringWithinMs: readHours(settings, 'EXPIRING_WITHIN_HOURS', 48),
  };
  return checked(config, settings.problems);
}
