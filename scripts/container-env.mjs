// Writes .env for docker-compose.yml from .env.example, with secrets of its own; what .env has already stays. No dependencies.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = `${root}.env`;
const had = existsSync(file) ? readFileSync(file, 'utf8') : '';
const kept = new Map([...had.matchAll(/^([A-Z_0-9]+)=(.*)$/gm)].map(([, name, value]) => [name, value]));
const example = readFileSync(`${root}.env.example`, 'utf8');

let fresh = 0;
const text = example.replaceAll(/^([A-Z_0-9]+)=(.*)$/gm, (line, name, value) => {
  if (kept.has(name)) return `${name}=${kept.get(name)}`;
  if (value !== 'generated') return line;
  fresh += 1;
  // In URLs and shells it means itself.
  return `${name}=${randomBytes(24).toString('hex')}`;
});
const own = [...kept].filter(([name]) => !new RegExp(`^${name}=`, 'm').test(example));
const rest = own.map(([name, value]) => `${name}=${value}\n`).join('');
writeFileSync(file, rest === '' ? text : `${text}\n# --- of your own ---\n${rest}`, { mode: 0o600 });
console.log(
  `.env: ${fresh} secrets generated, ${kept.size} values kept. Staff log in as admin with AIRSIDE_ADMIN_PASSWORD.`,
);
