import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Server as NetServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpsStore } from '../../shared/store/https.ts';
import { hasOpenssl, makeCertificate } from './certificate.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-tls-'));
let certificate: string;
let plain: NetServer;
let secure: Server;
const portOf = (server: NetServer) => (server.address() as AddressInfo).port;

describe.runIf(hasOpenssl)('a server with HTTPS', () => {
  beforeAll(async () => {
    const { path, server } = makeCertificate(folder);
    certificate = path;
    plain = createHttpServer((_, response) => response.end('in the clear')).listen(0, '127.0.0.1');
    secure = createServer(server, (request, response) => {
      if (request.url !== '/down') return void response.end('well kept');
      response.writeHead(302, { Location: `http://localhost:${portOf(plain)}/` }).end();
    }).listen(0, '127.0.0.1');
    await Promise.all(
      [plain, secure].map((one) => new Promise((resolve) => one.once('listening', resolve))),
    );
  });
  afterAll(() => {
    plain?.close();
    secure?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('whose certificate nobody warrants is not read, and that is said', async () => {
    const url = `https://localhost:${portOf(secure)}/a.fits`;
    await expect(httpsStore({ STARFAN_FILES: '1' }).get(url)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringMatching(
        /certificate of localhost:\d+ is not trusted .*NODE_EXTRA_CA_CERTS/,
      ),
    });
  });

  it('that does not speak it there is refused with what to check', async () => {
    await expect(
      httpsStore({ STARFAN_FILES: '1' }).get(`https://localhost:${portOf(plain)}/a.fits`),
    ).rejects.toMatchObject({
      name: 'BadUrl',
      message: expect.stringContaining('does not speak HTTPS'),
    });
  });

  it('is read with an authority that the user names, and not where it redirects into the clear', async () => {
    const script = join(folder, 'read.mts');
    const store = fileURLToPath(new URL('../../shared/store/https.ts', import.meta.url));
    writeFileSync(
      script,
      `import { httpsStore } from ${JSON.stringify(store)};
const store = httpsStore({ STARFAN_FILES: '1' });
const read = (path) => store.get('https://localhost:${portOf(secure)}' + path).then((bytes) => new TextDecoder().decode(bytes), (error) => error.name + ': ' + error.message);
console.log(JSON.stringify([await read('/'), await read('/down')]));
process.exit(0);
`,
    );
    const said = await new Promise<string>((resolve, reject) =>
      execFile(
        process.execPath,
        ['--import', import.meta.resolve('tsx'), script],
        { env: { ...process.env, NODE_EXTRA_CA_CERTS: certificate } },
        (error, stdout) => (error ? reject(error) : resolve(stdout)),
      ),
    );
    const [kept, down] = JSON.parse(said);
    expect(kept).toBe('well kept');
    expect(down).toMatch(/^BadUrl: .*redirects to http:\/\/localhost:\d+, which is not encrypted/);
  });
});
