import type { Deployment } from '../../deployment.ts';
import { UsageError } from '../../usage-error.ts';
import { type Facts, nameOf } from '../facts.ts';
import { readTemplate } from '../template/read-template.ts';
import { readAlarms } from './read-alarms.ts';
import { readFunction, readMappings } from './read-function.ts';
import { readQueue } from './read-queue.ts';
import { readTable } from './read-table.ts';
import { type StackResource, stackResources, stackTemplate } from './stack-resources.ts';

/** A stack as it is set at the moment, whatever was deployed. @throws UsageError it cannot be read. */
export async function readDeployed(deployment: Deployment, stack: string): Promise<Facts> {
  const cloudFormation = deployment.cloudFormation();
  const resources = await stackResources(cloudFormation, stack);
  const template = await stackTemplate(cloudFormation, stack);
  const packaged = template && readTemplate(template);
  const of = (type: string): readonly StackResource[] =>
    resources.filter((one) => one.type === type && one.physicalId !== '');
  /** What only the template knows: what happens to a resource that is deleted. */
  const known = (logicalId: string) => {
    const all = packaged ? [...packaged.queues, ...packaged.tables] : [];
    const kept = all.find((one) => one.logicalId === logicalId)?.kept;
    return { logicalId, ...(kept && { kept }) };
  };
  const parts = { lambda: deployment.lambda(), logs: deployment.logs() };
  try {
    const functions = of('AWS::Lambda::Function');
    const [queues, tables, alarms, read, mappings] = await Promise.all([
      Promise.all(
        of('AWS::SQS::Queue').map(async ({ physicalId, logicalId }) =>
          Object.assign(await readQueue(deployment.sqs(), physicalId), known(logicalId)),
        ),
      ),
      Promise.all(
        of('AWS::DynamoDB::Table').map(async ({ physicalId, logicalId }) =>
          Object.assign(await readTable(deployment.dynamoDb(), physicalId), known(logicalId)),
        ),
      ),
      readAlarms(deployment.cloudWatch()),
      Promise.all(functions.map(({ physicalId }) => readFunction(parts, physicalId))),
      Promise.all(functions.map(({ physicalId }) => readMappings(parts.lambda, physicalId))),
    ]);
    return {
      queues,
      tables,
      alarms,
      functions: read,
      mappings: mappings.flat(),
      topics: of('AWS::SNS::Topic').map(({ physicalId }) => ({
        name: nameOf(physicalId),
        hasSubscription: of('AWS::SNS::Subscription').some((one) =>
          one.physicalId.startsWith(`${physicalId}:`),
        ),
      })),
      ...(packaged?.httpApi && { httpApi: packaged.httpApi }),
    };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new UsageError(
      `The settings of ${stack} cannot be read (${error.name}). Reading needs the permissions to describe queues, functions, alarms, tables and log groups.`,
      { cause: error },
    );
  }
}
