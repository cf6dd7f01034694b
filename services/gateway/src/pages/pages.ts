import { access, type App } from '@airside/service';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { securityHeaders } from './security-headers.ts';

type PageFile = {
  path: string;
  folder: 'own' | 'swagger';
  name: string;
  type: string;
};

const files: readonly PageFile[] = [
  { path: '/docs', folder: 'own', name: 'docs.html', type: 'text/html; charset=utf-8' },
  { path: '/docs/start.js', folder: 'own', name: 'docs.js', type: 'text/javascript; charset=utf-8' },
  { path: '/docs/swagger-ui.css', folder: 'swagger', name: 'swagger-ui.css', type: 'text/css; charset=utf-8' },
  {
    path: '/docs/swagger-ui-bundle.js',
    folder: 'swagger',
    name: 'swagger-ui-bundle.js',
    type: 'text/javascript; charset=utf-8',
  },
  { path: '/docs/favicon.png', folder: 'swagger', name: 'favicon-32x32.png', type: 'image/png' },
];

/** A page to browse the API: Swagger UI, served from its package, with a start of our own. */
export function pageRoutes(app: App): void {
  const folders = {
    own: import.meta.dirname,
    swagger: dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json')),
  };
  for (const { path, folder, name, type } of files) {
    const options = { config: { access: access.public }, schema: { hide: true } };
    app.get(path, options, async (_request, reply) => {
      const content = await readFile(join(folders[folder], name));
      return reply
        .headers({ ...securityHeaders, 'cache-control': 'public, max-age=300' })
        .type(type)
        .send(content);
    });
  }
}
