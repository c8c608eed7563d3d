import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { durationMs } from '../../../firmware/panel/duration';
import { ListenError, parseListen } from '../../../firmware/panel/listen';
import { loadPage } from '../../../firmware/panel/page-files';
import { loginPage } from '../../../firmware/panel/login-page';

describe('durations', () => {
  test('hours, minutes and seconds add up', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(50), fc.nat(500), fc.nat(500), fc.boolean(), async (days, hours, minutes, back) => {
        const ms = ((days * 24 + hours) * 60 + minutes) * 60_000;
        const text = `${back ? '-' : ''}P${days}DT${hours}H${minutes}M`;
        // Adding 0 turns -0 into 0.
        expect((await durationMs('step', text, 366 * 86_400_000)) + 0).toBe(back && ms !== 0 ? -ms : ms);
      }),
      { numRuns: 50 },
    );
  });

  test('whatever is sent: a number within the limit, or a refusal that names the field', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        const result = await durationMs('advance', text, 1_000).catch((error: Error) => error.message);
        if (typeof result === 'string') expect(result).toMatch(/^advance: /);
        else expect(Math.abs(result)).toBeLessThanOrEqual(1_000);
      }),
      { numRuns: 50 },
    );
  });
});

describe('where the page listens', () => {
  test.each([
    ['127.0.0.1:8480', { host: '127.0.0.1', port: 8480 }],
    ['[::1]:0', { host: '::1', port: 0 }],
    ['localhost:65535', { host: 'localhost', port: 65_535 }],
  ])('%s', (text, address) => expect(parseListen(text)).toEqual(address));

  test.each(['0.0.0.0:80', '8480', '127.0.0.1:', '127.0.0.1:99999', '127.0.0.1:x', 'example.org:80'])(
    '%s is refused',
    (text) => expect(() => parseListen(text)).toThrow(ListenError),
  );
});

describe('the page', () => {
  const read = (name: string) => readFileSync(join(__dirname, '../../../dist/page', name), 'utf8');

  test('needs nothing from elsewhere nor inline code', () => {
    for (const html of [read('index.html'), loginPage('T-1')]) {
      expect(html).toContain('<title>');
      expect(html).not.toMatch(/https?:|<script>|<style|style=|\son\w+=/);
    }
    expect(read('main.css')).not.toMatch(/url\(|@import/);
  });

  test('of all that the build has made, all is served, and a page that was not built is none', () => {
    const files = loadPage(join(__dirname, '../../../dist/page'));
    expect(files.map(({ path }) => path)).toEqual(expect.arrayContaining(['/', '/page/main.js', '/page/main.css']));
    expect(loadPage(join(__dirname, 'nowhere'))).toEqual([]);
  });
});
