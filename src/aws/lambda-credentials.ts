import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Stands in for the AWS SDK's own chain of credential providers in the bundles (`scripts/build.ts`): Lambda gives a
 * function its role's credentials in the environment and nowhere else, and loading the other seven providers takes a
 * third of a cold start.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export const defaultProvider = (): ReturnType<typeof fromEnv> => fromEnv();
