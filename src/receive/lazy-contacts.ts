import { once } from '../util/once.ts';

/** The reader of phones, loaded at the first post that has no usable e-mail: its numbering plans slow a cold start. */
export const lazyPhones = once(() => import('../event/phone.ts'));

/** The reader of e-mails, loaded at the first post of a form: it brings the schema of signups. */
export const lazyEmails = once(() => import('../event/email.ts'));
