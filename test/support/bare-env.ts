/** The environment of a command without any setting of the caller. It finds compiled code, as `bin/signup-relay.js` does. */
export const bareEnv = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ['PATH', 'NODE_COMPILE_CACHE'].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
