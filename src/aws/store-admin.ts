import {
  DescribeParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  ParameterNotFound,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { unavailable } from './unavailable.ts';

interface WrittenStore {
  readonly version: number;
  /** `Advanced` parameters (more than 4 KB) cost money. */
  readonly tier: string;
}

/** Reads a store's configuration as text; undefined if there is none. @throws WaitError Parameter Store cannot be read. */
export async function readStoreText(
  client: Pick<SSMClient, 'send'>,
  parameter: string,
): Promise<string | undefined> {
  try {
    const command = new GetParameterCommand({ Name: parameter, WithDecryption: true });
    return (await client.send(command)).Parameter?.Value;
  } catch (error) {
    if (error instanceof ParameterNotFound) return undefined;
    throw unavailable('Parameter Store', error);
  }
}

/**
 * Writes a store's configuration as a SecureString. An existing parameter keeps its KMS key, because the functions may
 * decrypt with no other.
 *
 * @throws WaitError Parameter Store refused the write or cannot be reached.
 */
export async function putStore(
  client: Pick<SSMClient, 'send'>,
  parameter: string,
  {
    text,
    keyId,
    exists,
  }: { readonly text: string; readonly keyId?: string; readonly exists: boolean },
): Promise<WrittenStore> {
  const key = keyId ?? (exists ? await keyOf(client, parameter) : undefined);
  const command = new PutParameterCommand({
    Name: parameter,
    Value: text,
    Type: 'SecureString',
    Overwrite: true,
    // The standard tier while the value fits into 4 KB; a store with many sources does not.
    Tier: 'Intelligent-Tiering',
    ...(key !== undefined && { KeyId: key }),
  });
  const { Version = 0, Tier = 'Standard' } = await client.send(command).catch((error: unknown) => {
    throw unavailable('Parameter Store', error);
  });
  return { version: Version, tier: Tier };
}

async function keyOf(
  client: Pick<SSMClient, 'send'>,
  parameter: string,
): Promise<string | undefined> {
  const command = new DescribeParametersCommand({
    ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values: [parameter] }],
  });
  const { Parameters = [] } = await client.send(command).catch((error: unknown) => {
    throw unavailable('Parameter Store', error);
  });
  return Parameters[0]?.KeyId;
}

/** A store's parameter, valid or not. */
export interface StoredStore {
  readonly name: string;
  /** The configuration as text; it has the access token. */
  readonly text: string;
  readonly version: number;
  /** Milliseconds since the epoch. */
  readonly changedAt?: number;
}

/** All parameters directly below the path, sorted by name. @throws WaitError Parameter Store cannot be read. */
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
