import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

type RouteSize = { name: string; kB: number };

/** `kB` of 1000 bytes, as gzip sends it. */
function gzippedKb(file: string): number {
  return gzipSync(readFileSync(file), { level: 9 }).length / 1000;
}

/** Everything that `index.html` loads before anything is shown, itself included. */
export function firstRouteKb(dist: string): number {
  const page = join(dist, 'index.html');
  const parts = [...readFileSync(page, 'utf8').matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path);
  return [page, ...new Set(parts.map((path) => join(dist, path ?? '')))].reduce(
    (sum, file) => sum + gzippedKb(file),
    0,
  );
}

/**
 * What going to a page loads besides: its own chunk with all that it imports, styles too, and that the first route has not
 * loaded yet. Read from the list of dependencies that the bundler leaves beside every `import()`.
 */
export function lazyRoutes(dist: string): RouteSize[] {
  const assets = join(dist, 'assets');
  const html = readFileSync(join(dist, 'index.html'), 'utf8');
  const names = readdirSync(assets).filter((name) => /\.(?:js|css)$/.test(name));
  const pages = names.filter((name) => /-page-[^.]+\.js$/.test(name));
  return pages.map((name) => {
    const needed = closure(name, assets, names).filter((one) => !html.includes(one));
    return {
      name: name.replace(/-.{8}\.js$/, ''),
      kB: needed.reduce((sum, one) => sum + gzippedKb(join(assets, one)), 0),
    };
  });
}

/** A chunk, what it imports at once, and the styles of its own. */
function closure(first: string, assets: string, names: readonly string[]): string[] {
  const found = new Set<string>();
  const next = [first];
  for (let name = next.pop(); name !== undefined; name = next.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    if (!name.endsWith('.js')) continue;
    const text = readFileSync(join(assets, name), 'utf8');
    const imported = [...text.matchAll(/(?:from|import)\s*["']\.\/([^"']+)["']/g)].map(([, file]) => file ?? '');
    const styles = names.filter((one) => one.endsWith('.css') && stem(one) === stem(name));
    next.push(...imported.filter((file) => names.includes(file)), ...styles);
  }
  return [...found];
}

function stem(name: string): string {
  return name.replace(/-.{8}\.\w+$/, '');
}
