import { listStores } from '../../../aws/list-stores.ts';
import { createHttp } from '../../../http/http.ts';
import type { Deployment } from '../../deployment.ts';
import { openProgress } from '../../output/progress.ts';
import type { Terminal } from '../../terminal.ts';
import type { Finding } from '../finding.ts';
import { clockFindings } from './clock-findings.ts';
import { keyFindings } from './key-findings.ts';
import { letterFindings } from './letters-rules.ts';
import { storeFindings } from './store-findings.ts';

/** What no template tells: dead letters that wait, the ledger's key, clocks, and the stores. */
export async function liveFindings(
  deployment: Deployment,
  terminal: Terminal,
  { asksShops }: { readonly asksShops: boolean },
): Promise<readonly Finding[]> {
  const { now } = terminal;
  const queue = deployment.optionalPlace('SIGNUPS_QUEUE_URL');
  return [
    ...(queue === undefined ? [] : await clockFindings(deployment.sqs(), queue, now)),
    ...(await letterFindings(deployment, now())),
    ...(await keyFindings(deployment)),
    ...(asksShops ? await ofStores(deployment, terminal) : []),
  ];
}

async function ofStores(deployment: Deployment, terminal: Terminal): Promise<readonly Finding[]> {
  const path = deployment.optionalPlace('STORES_PATH');
  if (path === undefined) return [];
  const stores = await listStores(deployment.ssm(), path);
  const progress = openProgress(terminal, 'Asking shops', stores.length);
  const findings = await storeFindings(stores, {
    http: createHttp(),
    now: terminal.now,
    onChecked: progress.advance,
  });
  progress.end();
  return findings;
}
