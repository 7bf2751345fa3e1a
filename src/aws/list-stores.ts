import { GetParametersByPathCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { unavailable } from './unavailable.ts';

/** A store as it lies in Parameter Store, valid or not. */
export interface StoredStore {
  readonly name: string;
  /** The configuration as text: it holds the token. */
  readonly text: string;
  readonly version: number;
  /** Milliseconds since the epoch. */
  readonly changedAt?: number;
}

/** Every parameter directly below the path, by name. @throws WaitError Parameter Store cannot be read. */
export async function listStores(
  client: Pick<SSMClient, 'send'>,
  path: string,
): Promise<readonly StoredStore[]> {
  const found: StoredStore[] = [];
  let token: string | undefined;
  do {
    const command = new GetParametersByPathCommand({
      Path: path,
      WithDecryption: true,
      MaxResults: 10,
      ...(token !== undefined && { NextToken: token }),
    });
    const answer = await client.send(command).catch((error: unknown) => {
      throw unavailable('Parameter Store', error);
    });
    for (const { Name = '', Value = '', Version = 0, LastModifiedDate } of answer.Parameters ??
      []) {
      found.push({
        name: Name.slice(path.length + 1),
        text: Value,
        version: Version,
        ...(LastModifiedDate && { changedAt: LastModifiedDate.getTime() }),
      });
    }
    token = answer.NextToken;
  } while (token !== undefined);
  return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
