import {
  DescribeParametersCommand,
  GetParameterCommand,
  ParameterNotFound,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { unavailable } from './unavailable.ts';

export interface WrittenStore {
  readonly version: number;
  /** `Advanced` parameters (more than 4 KB) cost money. */
  readonly tier: string;
}

/** The configuration as text; undefined where there is none. @throws WaitError Parameter Store cannot be read. */
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
 * Writes a store's configuration as a SecureString. One that exists stays under its own KMS key: the functions may
 * decrypt no other.
 *
 * @throws WaitError Parameter Store did not take it.
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
    // Standard as long as it fits; a store with many sources is longer than 4 KB.
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
