import type { Store } from '../../generated/types.ts';
import { isSecretAddress } from '../../sources/verify/schemes.ts';

const SHOPS = ['shopline', 'shoplazza'] as const;
const TITLES = { shopline: 'SHOPLINE', shoplazza: 'Shoplazza' } as const;

/** The topics whose deliveries hold a whole customer. */
const TOPICS = {
  shopline: [
    'user/create',
    'user/update',
    'user/remove',
    'user/mobile_sign_up',
    'user/membership_tier_update',
  ],
  shoplazza: ['customers/create', 'customers/update', 'customers/delete'],
} as const;

/**
 * How the webhooks of a store's own shop are registered, one sentence a line.
 *
 * @param publicUrl the beginning of webhook addresses, without a slash at the end.
 */
export function hooksOf(
  name: string,
  { platform, baseUrl, sources = {} }: Pick<Store, 'platform' | 'baseUrl' | 'sources'>,
  publicUrl: string,
): readonly string[] {
  const own = Object.entries(sources).filter(([, { tool }]) => tool === platform);
  const title = TITLES[platform];
  if (own.length === 0) {
    return [
      `${title} does not tell the relay what changes in the shop. An unsubscribe there is seen only before a consent is raised.`,
      `To hear of it at once, add a source with "tool": "${platform}" (docs/sources/${platform}.md).`,
    ];
  }
  const key = platform === 'shopline' ? 'topics' : 'topic';
  return own.flatMap(([source, config]) => [
    `Register the webhook in ${title}, or check that it is still there. Shops delete hooks that fail for long:`,
    `  POST ${baseUrl.replace(/\/+$/, '')}/webhooks`,
    `  address  ${publicUrl}/webhooks/${name}/${source}${isSecretAddress(config) ? '/<secret>' : ''}`,
    `  ${key.padEnd(7)}  ${TOPICS[platform].join(', ')}${platform === 'shoplazza' ? ' (one webhook each)' : ''}`,
  ]);
}

/** Sources that would read the records of another kind of shop. */
export const strangeShops = ({ platform, sources = {} }: Store): readonly string[] =>
  Object.entries(sources).flatMap(([name, { tool }]) =>
    SHOPS.some((shop) => shop === tool && shop !== platform)
      ? [
          `/sources/${name}/tool is for shops of ${TITLES[tool === 'shopline' ? 'shopline' : 'shoplazza']}, and this store is one of ${TITLES[platform]}: take \`${platform}\``,
        ]
      : [],
  );
