/** Packages that every Debian has, or that only matter to an installed service. */
const alwaysThere = /^(libc6|libgcc-s1|libstdc\+\+6|libsystemd0|libssl\d.*)$/;

/** Library packages named in `Depends:` lines that are still to be fetched, but for scripts of web pages. Of alternatives, the first. */
export function librariesToFetch(depends: string, done: ReadonlySet<string>): string[] {
  const names = depends
    .split(',')
    .map((entry) => (entry.split('|')[0] ?? '').trim().split(/[\s(:]/)[0] ?? '')
    .filter((name) => /^(lib(?!js-)|lua)/.test(name) && !alwaysThere.test(name) && !done.has(name));
  return [...new Set(names)];
}
