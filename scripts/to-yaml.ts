/** YAML with readable blocks; scalars stay JSON, which is valid YAML. */
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
