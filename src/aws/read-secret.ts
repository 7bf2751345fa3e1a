import { ConfigError } from '../event/errors.ts';
import { kindOfError } from './kind-of-error.ts';
import type { ReadParameter } from './parameters.ts';

/** @throws ConfigError when the parameter does not exist or is empty. Never shows its value. */
export async function readSecret(readParameter: ReadParameter, name: string): Promise<string> {
  const unreadable = (why: string): ConfigError =>
    new ConfigError(`parameter ${name}`, [
      `it cannot be read (${why}); create it as a SecureString with at least 32 random characters`,
    ]);
  const value = await readParameter(name).catch((error: unknown) => {
    throw unreadable(kindOfError(error));
  });
  if (value === undefined) throw unreadable('ParameterNotFound');
  if (value === '') throw new ConfigError(`parameter ${name}`, ['it is empty']);
  return value;
}
