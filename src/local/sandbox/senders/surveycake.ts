import { createCipheriv } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

/** Keys of the sample form. They are public: they work in a local run only. */
export const SURVEYCAKE_KEYS = { key: 'not-a-key-of-tea', iv: 'not-an-iv-of-tea' } as const;

const SUBMISSIONS: Readonly<Record<string, object>> = {
  'yPZQe/5fd521e89436c471155f39de9c05bf4c': {
    svid: 'yPZQe',
    title: '會員招募',
    submitTime: '2026-10-01 11:20:00',
    result: [
      { subject: '姓名', type: 'TXTSHORT', sn: 0, answer: ['林美玲'] },
      { subject: '電子郵件', type: 'TXTSHORT', sn: 1, answer: ['meiling.lin@example.com'] },
      { subject: '手機', type: 'TXTSHORT', sn: 2, answer: ['0912-000-222'] },
      { subject: '生日', type: 'DATEPICKER', sn: 3, answer: ['1992-05-14'] },
      { subject: '優惠通知', type: 'CHOICEONE', sn: 4, answer: ['我願意收到優惠郵件'] },
    ],
  },
};

/** The answers of SurveyCake's forms, below `/surveycake`, encrypted with zeros at the end as its pages say. */
export function addSurveyCake(app: FastifyInstance): void {
  app.get<{ Params: { svid: string; hash: string } }>(
    '/surveycake/webhook/v0/:svid/:hash',
    async ({ params: { svid, hash } }, reply) => {
      const submission = SUBMISSIONS[`${svid}/${hash}`];
      if (submission === undefined) return reply.code(404).send('');
      return reply.type('text/plain').send(encrypted(JSON.stringify(submission)));
    },
  );
}

const BLOCK_BYTES = 16;

function encrypted(text: string): string {
  const bytes = Buffer.from(text);
  const padded = Buffer.alloc(Math.ceil(bytes.length / BLOCK_BYTES) * BLOCK_BYTES);
  bytes.copy(padded);
  const cipher = createCipheriv('aes-128-cbc', SURVEYCAKE_KEYS.key, SURVEYCAKE_KEYS.iv);
  cipher.setAutoPadding(false);
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64');
}
