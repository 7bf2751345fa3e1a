import type { Round } from '../round.ts';
import { CONCURRENCY } from '../shop-body.ts';
import { createUndiciClient } from '../undici-client.ts';

/** The upper bound: it only makes the relay's calls, without queue or checks, and keeps only the ids. */
const send = createUndiciClient(process.env['SHOP_URL'] ?? '');
const ids = new Map<string, string>();

export async function run({ workload, people, cycle }: Round): Promise<void> {
  const left = people.values();
  const work = async (): Promise<void> => {
    for (const person of left) {
      const body = JSON.stringify({
        email: `${person}@example.com`,
        name: `Ada ${cycle} Lin`,
        birthday: '1992-05-14',
        is_subscribed_marketing_email: true,
      });
      if (workload === 'new') await create(person, body);
      else await send('PUT', `/customers/${ids.get(person) ?? ''}?fields[]=id`, body);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
}

async function create(person: string, body: string): Promise<void> {
  const query = `email=${encodeURIComponent(`${person}@example.com`)}&per_page=20&fields[]=id`;
  await send('GET', `/customers/search?${query}`);
  const { id } = (await send('POST', '/customers?fields[]=id', body)) as { readonly id: string };
  ids.set(person, id);
}
