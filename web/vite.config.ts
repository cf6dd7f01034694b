import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, loadEnv } from 'vite';
import { precompress } from './build/precompress.ts';

/** What the gateway answers itself or passes on; everything else is the app's. */
const served = [
  '/api',
  '/flights',
  '/bookings',
  '/passengers',
  '/holds',
  '/pnr',
  '/itineraries',
  '/positions',
  '/seed',
  '/health',
  '/.well-known',
];

/** Packages that every page needs. */
const vendor = /node_modules\/(?:react|react-dom|scheduler|use-sync-external-store|@tanstack)\//;
/** Parts of the app that every page needs. */
const app = /web\/src\/(?:(?:app|api|i18n|time)\/|session\/(?!(?:signed-in|staff)-only))/;

/** The service worker keeps one address for life: browsers look there for its next version. */
const worker = 'push-worker';

export default defineConfig(({ mode }) => {
  const { AIRSIDE_URL: gateway = 'http://localhost:4000' } = loadEnv(mode, import.meta.dirname, 'AIRSIDE_');
  return {
    plugins: [react(), tailwind(), precompress()],
    build: {
      target: 'es2024',
      // The policy of the pages allows no inlined scripts.
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      rolldownOptions: {
        input: { main: 'index.html', [worker]: 'src/push/push-worker.ts' },
        output: {
          // What every page needs travels together: one large file is smaller than thirty that share it.
          codeSplitting: {
            groups: [
              { name: 'vendor', test: vendor },
              { name: 'app', test: app },
            ],
          },
          entryFileNames: ({ name }) => (name === worker ? `${worker}.js` : 'assets/[name]-[hash].js'),
        },
      },
    },
    server: {
      proxy: {
        ...Object.fromEntries(served.map((path) => [`^${path.replaceAll('.', '\\.')}(/|\\?|$)`, gateway])),
        '/ws': { target: gateway, ws: true },
      },
    },
  };
});
