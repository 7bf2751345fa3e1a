import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { ConfigError } from '../errors.ts';

/** @throws ConfigError when the parameter does not exist or is empty. Never shows its value. */
export async function readSecret(client: SSMClient, name: string): Promise<string> {
  const command = new GetParameterCommand({ Name: name, WithDecryption: true });
  const answer = await client.send(command).catch((error: unknown) => {
    throw new ConfigError(`parameter ${name}`, [
      `it cannot be read (${error instanceof Error ? error.name : 'error'}); create it as a SecureString with at least 32 random characters`,
    ]);
  });
  const value = answer.Parameter?.Value ?? '';
  if (value === '') throw new ConfigError(`parameter ${name}`, ['it is empty']);
  return value;
}
