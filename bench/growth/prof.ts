import { openArena, storeAt } from '../consume/arena.ts';
import { CONTESTANTS } from '../consume/contestants.ts';
import { knownBatch } from './known-batch.ts';
const stores = Number(process.argv[2]);
const arena = await openArena('fetch');
const relay = CONTESTANTS.find(({ key }) => key === 'relay-in-memory')!;
const url = await arena.shop.ask<string>({ kind: 'address' });
for (let s = 0; s < stores; s++) await arena.services.ask({ kind: 'putStore', name: `store-${s}`, store: storeAt(url) });
const child = await arena.open(relay, ['--cpu-prof', `--cpu-prof-dir=/tmp/mb/g${stores}`]);
for (let b = 0; b < 2000; b++) {
  if (b === 1000) console.log(JSON.stringify(await child.ask({ kind: 'usage' })));
  await child.ask({ kind: 'invoke', event: knownBatch(b, stores) });
}
console.log(JSON.stringify(await child.ask({ kind: 'usage' })));
await child.end(); await arena.close();
