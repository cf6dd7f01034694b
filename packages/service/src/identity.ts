/** Addresses that mean "wherever this host is reached": nobody else can call them. */
const wildcards = new Set(['0.0.0.0', '::']);

/**
 * The environment with `INSTANCE_NAME` and, where the process listens on every address, `ADVERTISED_URL` as the host's name
 * says, unless they are given. In a container the host's name is the container's own, so that any number of copies can be
 * started of one description. `prefix` is the wire name without its last part: `user_service`.
 */
export function nameByHost(
  prefix: string,
  env: Readonly<Record<string, string | undefined>>,
  hostname: string,
): Record<string, string | undefined> {
  const label = hostname.toLowerCase().replaceAll(/[^0-9a-z-]/g, '-');
  const given = (key: string) => env[key]?.trim() || undefined;
  const isReachedByName = wildcards.has(given('HOST') ?? '') && given('PORT') !== undefined;
  return {
    ...env,
    INSTANCE_NAME: given('INSTANCE_NAME') ?? `${prefix}_${label}`.slice(0, longestName),
    ADVERTISED_URL: given('ADVERTISED_URL') ?? (isReachedByName ? `http://${hostname}:${given('PORT')}` : undefined),
  };
}

/** As the wire name's schema has it. */
const longestName = 100;
