import { contentOf, idOf, type Row } from './error-answers.ts';
import { type Ask, unreadable } from './ask.ts';

/** A customer whose consents and tags are sure to be readable: what is written back depends on them. */
export interface StoredCustomer extends Row {
  readonly accepts_marketing: boolean;
  readonly accepts_sms_marketing: boolean;
  readonly tags: string | readonly unknown[] | null;
}

/** @throws PlatformError `gone` when nobody has this id, `again` when the answer is not this customer. */
export async function readCustomer(ask: Ask, id: string): Promise<StoredCustomer> {
  const answer = await ask('read', { path: { id } });
  const row = contentOf(answer.body, 'customer');
  if (row && idOf(row) === id && isStoredCustomer(row)) return row;
  throw unreadable('read', answer);
}

function isStoredCustomer(row: Row): row is StoredCustomer {
  const { tags } = row;
  return (
    typeof row['accepts_marketing'] === 'boolean' &&
    typeof row['accepts_sms_marketing'] === 'boolean' &&
    (typeof tags === 'string' || tags === null || Array.isArray(tags))
  );
}
