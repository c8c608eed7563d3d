import { dirname, join } from 'node:path';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { looksLikeCode } from '../../../config/scenario/codes';
import type { SimControl } from '../../../hal/ports';
import type { ApiContext } from '../api';
import { ApiError } from '../errors';
import type { Announced, Message, Person } from '../scenario/api';
import { Recorder } from '../scenario/recorder';
import { Tape } from '../scenario/tape';
import { lineSchema, validateBody } from '../validate';

const recordingBody = z.strictObject({
  action: z.enum(['start', 'stop']),
  title: lineSchema.refine((title) => !looksLikeCode(title), 'no code').default('Recorded'),
  /** Of a start: what is being recorded is thrown away. */
  anew: z.boolean().default(false),
});
/** More events between two steps, and the oldest come first. */
const MANY = 10_000;
/** Beside the control socket. */
const FILE = 'recording.jsonl';

/** Whoever does something at the simulated locker may have it written down as a scenario. */
export function recordingRoutes(
  app: FastifyInstance,
  { state, store, socketFile }: ApiContext,
  relay: SimControl['relay'],
  prefix: string,
): void {
  async function ask<T>(path: string): Promise<readonly T[]> {
    const answer = await relay?.({ method: 'GET', path, body: undefined });
    return answer?.status === 200 ? (answer.body as T[]) : [];
  }
  const recorder = new Recorder({
    tape: new Tape(join(dirname(socketFile), FILE)),
    state,
    eventsAfter: (seq) => store.events.after(seq, MANY),
    lastSeq: () => store.events.outbox().lastSeq,
    people: () => ask<Person>('/demo/people'),
    messages: () => ask<Message>('/demo/messages'),
    parcels: () => ask<Announced>('/demo/parcels'),
    now: () => performance.now(),
  });
  recorder.resume();
  const path = ({ url }: FastifyRequest): string => (url.split('?', 1)[0] ?? '').slice(prefix.length);

  app.addHook('preHandler', async (request) => {
    if (request.method === 'POST') await recorder.before(path(request), request.body);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    if (request.method === 'POST') await recorder.after(path(request), request.body, reply.statusCode, payload);
  });

  app.get(`${prefix}/sim/recording`, () => ({ recording: recorder.running }));

  app.post(`${prefix}/sim/recording`, async ({ body }) => {
    const { action, title, anew } = validateBody(recordingBody, body);
    if (action === 'start') {
      if (recorder.running && !anew) throw new ApiError(409, 'something is being recorded already');
      recorder.start();
      return { recording: true };
    }
    if (!recorder.running) throw new ApiError(409, 'nothing is being recorded');
    return { recording: false, text: await recorder.stop(title) };
  });
}
