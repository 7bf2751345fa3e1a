import {
  DeleteParameterCommand,
  DescribeParametersCommand,
  ParameterNotFound,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { unavailable } from './unavailable.ts';

type Client = Pick<SSMClient, 'send'>;

interface WrittenParameter {
  readonly version: number;
  /** `Advanced` parameters (more than 4 KB) cost money. */
  readonly tier: string;
}

/**
 * Writes a SecureString.
 *
 * @param keyId absent for the default key of the account.
 * @throws WaitError Parameter Store refused the write or cannot be reached.
 */
export async function putParameter(
  client: Client,
  parameter: string,
  { text, keyId }: { readonly text: string; readonly keyId?: string },
): Promise<WrittenParameter> {
  const command = new PutParameterCommand({
    Name: parameter,
    Value: text,
    Type: 'SecureString',
    Overwrite: true,
    // The standard tier while the value fits into 4 KB; a source with very many fields does not.
    Tier: 'Intelligent-Tiering',
    ...(keyId !== undefined && { KeyId: keyId }),
  });
  const { Version = 0, Tier = 'Standard' } = await client.send(command).catch((error: unknown) => {
    throw unavailable('Parameter Store', error);
  });
  return { version: Version, tier: Tier };
}

/** Removes a parameter; one that is gone already is no error. @throws WaitError */
export async function deleteParameter(client: Client, parameter: string): Promise<void> {
  try {
    await client.send(new DeleteParameterCommand({ Name: parameter }));
  } catch (error) {
    if (!(error instanceof ParameterNotFound)) throw unavailable('Parameter Store', error);
  }
}

/** Most names of one question. */
const MOST_NAMES = 50;

/**
 * The KMS keys of parameters, by name; none of those that do not exist. A write without a key sets the default one, and
 * the functions may decrypt with no other than theirs.
 *
 * @throws WaitError Parameter Store cannot be reached.
 */
export async function keysOf(
  client: Client,
  parameters: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const keys = new Map<string, string>();
  for (let at = 0; at < parameters.length; at += MOST_NAMES) {
    const Values = parameters.slice(at, at + MOST_NAMES);
    let token: string | undefined;
    do {
      const command = new DescribeParametersCommand({
        ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values }],
        MaxResults: MOST_NAMES,
        ...(token !== undefined && { NextToken: token }),
      });
      const answer = await client.send(command).catch((error: unknown) => {
        throw unavailable('Parameter Store', error);
      });
      for (const { Name, KeyId } of answer.Parameters ?? []) {
        if (Name !== undefined && KeyId !== undefined) keys.set(Name, KeyId);
      }
      token = answer.NextToken;
    } while (token !== undefined);
  }
  return keys;
}
