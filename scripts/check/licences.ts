/** An entry of package-lock.json, as far as it matters here. */
export type LockedPackage = { license?: string; version?: string; dev?: boolean; link?: boolean; resolved?: string };

/** SPDX names that may be shipped with a work under MIT, without terms for the work itself. */
const allowed: ReadonlySet<string> = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'Unlicense',
  'CC0-1.0',
]);

/** Whether an SPDX expression leaves a choice that is allowed: one of those joined by OR, all of those joined by AND. */
export function isAllowed(expression: string): boolean {
  const choices = expression.replaceAll(/[()]/g, '').split(/ OR /);
  return choices.some((choice) => choice.split(/ AND /).every((licence) => allowed.has(licence.trim())));
}

/** Packages that are shipped under a licence that is not allowed, or of which none is known. */
export function refusedLicences(packages: Readonly<Record<string, LockedPackage>>): string[] {
  return shipped(packages)
    .filter(([, { license }]) => license === undefined || !isAllowed(license))
    .map(([name, { version, license }]) => `${name} ${version}: ${license ?? 'no licence'}`);
}

/** Packages that come from elsewhere than the registry, where nobody looks for advisories. */
export function fromElsewhere(packages: Readonly<Record<string, LockedPackage>>): string[] {
  return shipped(packages)
    .filter(([, { resolved }]) => resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/'))
    .map(([name, { resolved }]) => `${name}: ${resolved}`);
}

/** What is installed without development dependencies, for any platform; our own workspaces are links. */
function shipped(packages: Readonly<Record<string, LockedPackage>>): [string, LockedPackage][] {
  return Object.entries(packages)
    .filter(([path, { dev, link }]) => path.includes('node_modules/') && dev !== true && link !== true)
    .map(([path, locked]) => [path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length), locked]);
}
