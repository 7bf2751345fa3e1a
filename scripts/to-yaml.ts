/** JSON texts are YAML texts; only the blocks around them are made for readers. */
export function toYaml(value: unknown, indent = ''): string {
  if (typeof value !== 'object' || value === null) return ` ${JSON.stringify(value)}\n`;
  const entries = Object.entries(value);
  if (entries.length === 0) return Array.isArray(value) ? ' []\n' : ' {}\n';
  const lines = entries.map(([key, inner]) => {
    const name = /^[A-Za-z$][\w$-]*$/.test(key) ? key : JSON.stringify(key);
    return `${indent}${Array.isArray(value) ? '-' : `${name}:`}${toYaml(inner, `${indent}  `)}`;
  });
  return `\n${lines.join('')}`;
}
