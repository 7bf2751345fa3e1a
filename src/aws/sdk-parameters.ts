import { GetParameterCommand, ParameterNotFound, type SSMClient } from '@aws-sdk/client-ssm';
import type { ReadParameter } from './parameters.ts';

/**
 * Parameter Store by the SDK's client, for the command line. It supports the profiles, SSO and endpoints of an operator's
 * configuration files. Functions have no such files.
 */
export const sdkParameters =
  (client: SSMClient): ReadParameter =>
  async (Name) => {
    try {
      const answer = await client.send(new GetParameterCommand({ Name, WithDecryption: true }));
      return answer.Parameter?.Value ?? '';
    } catch (error) {
      if (error instanceof ParameterNotFound) return undefined;
      throw error;
    }
  };
