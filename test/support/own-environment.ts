import { afterAll } from 'vitest';

/** Test files share a process. What one of them changes in the environment must not reach the next one. */
const before = { ...process.env };

afterAll(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
});
