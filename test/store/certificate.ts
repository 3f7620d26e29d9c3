import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whether openssl is there, which makes certificates. */
export const hasOpenssl = (() => {
  try {
    return execFileSync('openssl', ['version']).length > 0;
  } catch {
    return false;
  }
})();
if (!hasOpenssl) console.warn('HTTPS: skipped, openssl is not installed');

/**
 * A certificate of localhost that nobody warrants: its file, and what a server of node:https needs.
 */
export function makeCertificate(folder: string) {
  const [key, path] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const kind = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'];
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync('openssl', [...kind, ...name, '-keyout', key, '-out', path], { stdio: 'ignore' });
  return { path, server: { key: readFileSync(key), cert: readFileSync(path) } };
}
