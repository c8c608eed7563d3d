/** Runs in the browser. Text reaches the page by textContent only: labels and reasons come from outside. */
export const pageScript = `'use strict';
const MAX_EVENTS = 50;
const HIDDEN = new Set(['outbox', 'seq', 'id', 'at', 'clock', 'type']);
const byId = (id) => document.getElementById(id);
let seen = 0;
// Events that come while the older ones are being fetched.
let waiting = null;
// The locker's time less the browser's own running time, ms.
let ahead = null;

function element(name, text, data) {
  const node = document.createElement(name);
  node.textContent = text;
  if (data) Object.assign(node.dataset, data);
  return node;
}

function say(text, kind) {
  byId('link').textContent = text;
  byId('link').className = kind;
  document.body.classList.toggle('stale', kind === 'stale');
}

function row(cells, data) {
  const line = document.createElement('tr');
  cells.forEach((text, index) => line.append(element('td', text, index === 3 ? data : undefined)));
  return line;
}

function clockTime(text) {
  return text.replace('T', ' ').replace(/\\.\\d+Z$/, 'Z');
}

function showState(state) {
  const { time, terminal, sync } = state;
  ahead = Date.parse(time.now) - performance.now();
  tick();
  document.title = state.locker + ' · lockerd';
  byId('locker').textContent = state.locker;
  byId('display').textContent = terminal.lines.join('\\n');
  const facts = [
    ['Screen', terminal.screen + ' (' + terminal.language + ')'],
    ['Clock', time.status + ' · ' + time.zone],
    ['Sync', sync.link + ' · document ' + sync.epoch + '.' + sync.rev + ' · ' + sync.pendingEvents + ' events waiting'],
    ['Version', state.version],
  ];
  if (terminal.lockedUntil) facts.push(['PIN entry', 'closed until ' + clockTime(terminal.lockedUntil)]);
  byId('facts').replaceChildren(...facts.flatMap(([name, value]) => [element('dt', name), element('dd', value)]));
  byId('compartments').replaceChildren(...state.compartments.map((item) => row([
    item.id, String(item.number), item.size + (item.accessible ? ' ♿' : ''), item.state, item.door,
    item.parcels.join(', '), item.expiresAt ? clockTime(item.expiresAt) : '',
  ], { state: item.state })));
}

function showEvent(event) {
  seen = event.seq;
  const details = Object.entries(event).filter(([name, value]) => !HIDDEN.has(name) && value !== null)
    .map(([name, value]) => name + '=' + String(value)).join(' ');
  const item = element('li', '');
  item.value = event.seq;
  item.append(element('time', clockTime(event.at)), ' ', element('strong', event.type), ' ' + details);
  byId('events').prepend(item);
  while (byId('events').children.length > MAX_EVENTS) byId('events').lastChild.remove();
}

async function loadEvents() {
  waiting = [];
  try {
    const answer = await fetch('/api/v1/events?last=' + MAX_EVENTS);
    if (!answer.ok) return;
    const { events } = await answer.json();
    byId('events').replaceChildren();
    seen = 0;
    events.forEach(showEvent);
  } finally {
    const late = waiting;
    waiting = null;
    late.filter((event) => event.seq > seen).forEach(showEvent);
  }
}

function tick() {
  if (ahead === null || document.body.classList.contains('stale')) return;
  byId('now').textContent = clockTime(new Date(ahead + performance.now()).toISOString());
}

function connect() {
  const stream = new EventSource('/api/v1/stream');
  stream.addEventListener('open', () => { say('live', 'live'); loadEvents().catch(() => undefined); });
  stream.addEventListener('state', (message) => showState(JSON.parse(message.data)));
  stream.addEventListener('event', (message) => {
    const event = JSON.parse(message.data);
    if (waiting) waiting.push(event);
    else if (event.seq > seen) showEvent(event);
  });
  stream.addEventListener('error', () => {
    say('stale: connection lost, trying again…', 'stale');
    if (stream.readyState !== EventSource.CLOSED) return;
    ask();
  });
}

// The browser has given up: is the session over, or the locker away?
async function ask() {
  try {
    const answer = await fetch('/api/v1/state');
    if (answer.status === 401 || answer.status === 403) {
      say('session over: run "lockerctl page" and open the address it prints', 'stale');
      return;
    }
  } catch { /* away: try again below */ }
  setTimeout(connect, 2000);
}

// Whoever moves about on the page is using it: that keeps the session, at most one call a minute.
let noted = Date.now();
function use() {
  if (Date.now() - noted < 60000) return;
  noted = Date.now();
  fetch('/api/v1/state').catch(() => undefined);
}
for (const name of ['pointermove', 'keydown', 'scroll', 'touchstart']) addEventListener(name, use, { passive: true });
setInterval(tick, 1000);
connect();
`;
