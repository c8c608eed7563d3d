import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { Visit } from './visit';

/** A name whose owner lets it lead to this machine, after the browser has loaded his page. */
const REBOUND = 'weather.example';
const visit = new Visit();
let evil: Server;
let origin: string;
let port: string;

beforeAll(async () => {
  await visit.start([`--host-resolver-rules=MAP ${REBOUND} 127.0.0.1`]);
  port = new URL(await visit.address()).port;
  evil = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>Weather</title>'),
  );
  await new Promise<void>((done) => evil.listen(0, '127.0.0.1', done));
  // Another port of the same host is the same site: SameSite=Strict cookies are sent along, Origin is what tells.
  origin = `http://127.0.0.1:${(evil.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((done) => evil.close(done));
  await visit.stop();
});

/** What the daemon answers, from the browser's network: the foreign page's own script may not even read the status. */
async function answerTo(page: Page, doing: string): Promise<{ status: number; cookie: boolean }> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Network.enable');
  // The browser asks of itself, too, for the icon of the foreign page: what counts went to the daemon.
  const asked = new Set<string>();
  const cookies = new Map<string, boolean>();
  const statuses = new Map<string, number>();
  const answered = new Promise<{ status: number; cookie: boolean }>((done) => {
    const look = (id: string): void => {
      const status = statuses.get(id);
      const cookie = cookies.get(id);
      if (asked.has(id) && status !== undefined && cookie !== undefined) done({ status, cookie });
    };
    cdp.on('Network.requestWillBeSent', ({ requestId, request }) => {
      if (new URL(request.url).port === port) asked.add(requestId);
      look(requestId);
    });
    cdp.on('Network.requestWillBeSentExtraInfo', ({ requestId, headers }) => {
      const names = Object.keys(headers).map((name) => name.toLowerCase());
      cookies.set(requestId, names.includes('cookie'));
      look(requestId);
    });
    cdp.on('Network.responseReceivedExtraInfo', ({ requestId, statusCode }) => {
      statuses.set(requestId, statusCode);
      look(requestId);
    });
  });
  await page.evaluate(doing);
  const answer = await answered;
  await cdp.detach();
  return answer;
}

const lastSeq = async (): Promise<number> => (await visit.demo.events()).at(-1)?.seq ?? 0;

test('a name that somebody else lets lead here is not served, neither page nor answers', async () => {
  const desk = await visit.open();
  const page = await desk.page.context().newPage();
  const front = await page.goto(`http://${REBOUND}:${port}/`);
  expect(front?.status()).toBe(403);
  expect(await page.textContent('body')).toContain('this Host is not served here');
  for (const where of ['/api/v1/state', '/api/v1/stream', '/page/main.js']) {
    expect((await page.goto(`http://${REBOUND}:${port}${where}`))?.status()).toBe(403);
  }
  await page.context().close();
});

test("another page in the technician's browser opens no door, follows nothing and reads nothing", async () => {
  const desk = await visit.open();
  const page = await desk.page.context().newPage();
  await page.goto(origin);
  const before = await lastSeq();
  const door = `http://127.0.0.1:${port}/api/v1/compartments/A1/open`;

  const read = await answerTo(page, `void fetch('http://127.0.0.1:${port}/api/v1/state', { credentials: 'include' })`);
  // The cookie came along: it is not its absence that keeps the stranger out.
  expect(read).toEqual({ status: 403, cookie: true });
  expect(
    await answerTo(
      page,
      `void fetch('${door}', { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{"reason":"weather"}' })`,
    ),
  ).toEqual({ status: 403, cookie: true });
  expect(
    await answerTo(page, `void new EventSource('http://127.0.0.1:${port}/api/v1/stream', { withCredentials: true })`),
  ).toMatchObject({ status: 403 });
  const form = `(() => {
    const form = document.createElement('form');
    Object.assign(form, { method: 'POST', action: '${door}', enctype: 'text/plain' });
    document.body.append(form);
    form.submit();
  })()`;
  expect(await answerTo(page, form)).toMatchObject({ status: 403 });

  expect(await lastSeq()).toBe(before);
  expect((await visit.demo.compartment('A1')).door).toBe('closed');
  // The technician's own page was not disturbed.
  await desk.page
    .getByRole('status')
    .filter({ hasText: /^live$/ })
    .waitFor();
  await desk.page.context().close();
});

test('without the one-time address there is no page, and an address works once', async () => {
  const desk = await visit.open();
  const address = await visit.address();
  const first = await (await visit.stranger()).newPage();
  await first.goto(address);
  await first.locator('#door-A1').waitFor();
  // The token does not stay in the address bar, nor in the history.
  expect(new URL(first.url()).search).toBe('');

  const second = await (await visit.stranger()).newPage();
  await second.goto(address);
  expect(await second.textContent('main')).toContain('lockerctl page');
  for (const page of [desk.page, first, second]) await page.context().close();
});
