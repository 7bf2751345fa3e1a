import {
  type CloudFormationClient,
  GetTemplateCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { UsageError } from '../../usage-error.ts';
import type { Template } from '../template/template.ts';
import { isRecord } from '../../../util/is-record.ts';

/** One resource of a deployed stack. */
export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  /** A name, a URL or an ARN, depending on the type. */
  readonly physicalId: string;
}

/** The resources of a stack. @throws UsageError they cannot be read. */
export async function stackResources(
  client: CloudFormationClient,
  stack: string,
): Promise<readonly StackResource[]> {
  const found: StackResource[] = [];
  try {
    for await (const page of paginateListStackResources({ client }, { StackName: stack })) {
      for (const one of page.StackResourceSummaries ?? []) {
        found.push({
          logicalId: one.LogicalResourceId ?? '',
          type: one.ResourceType ?? '',
          physicalId: one.PhysicalResourceId ?? '',
        });
      }
    }
  } catch (error) {
    const name = error instanceof Error ? error.name : 'error';
    throw new UsageError(
      `The resources of the stack ${stack} cannot be read (${name}). Check the AWS credentials, the region and the name of the stage.`,
      { cause: error },
    );
  }
  return found;
}

/** The deployed template; undefined if it cannot be read. */
export async function stackTemplate(
  client: CloudFormationClient,
  stack: string,
): Promise<Template | undefined> {
  try {
    const { TemplateBody = '' } = await client.send(new GetTemplateCommand({ StackName: stack }));
    const template: unknown = JSON.parse(TemplateBody);
    if (!isRecord(template) || !isRecord(template['Resources'])) return undefined;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- CloudFormation accepted it as a template
    return template as unknown as Template;
  } catch {
    return undefined;
  }
}
