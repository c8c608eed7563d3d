import { Script } from 'node:vm';
import fc from 'fast-check';
import { durationMs } from '../../../firmware/panel/duration';
import { ListenError, parseListen } from '../../../firmware/panel/listen';
import { pageHtml } from '../../../firmware/panel/web/html';
import { pageScript } from '../../../firmware/panel/web/script';
import { loginPage } from '../../../firmware/panel/web/login';

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
  test('runs as written, and needs nothing from elsewhere nor inline code', () => {
    expect(() => new Script(pageScript)).not.toThrow();
    expect(pageScript).not.toMatch(/innerHTML|insertAdjacentHTML|document\.write|eval\(/);
    for (const html of [pageHtml, loginPage('T-1')]) {
      expect(html).not.toMatch(/https?:|<script>|<style|style=|\son\w+=/);
    }
  });

  test('every element that the script fills is there', () => {
    const wanted = [...pageScript.matchAll(/byId\('([\w-]+)'\)/g)].map((match) => match[1]);
    expect(wanted.length).toBeGreaterThan(5);
    for (const id of wanted) expect(pageHtml).toContain(`id="${id}"`);
  });
});
