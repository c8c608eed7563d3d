import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { SIM_DEVICES, SIM_FAULTS, type Key, type SimControl } from '../../../hal/ports';
import type { SimView } from '../../core/views';
import type { ApiContext } from '../api';
import { durationMs } from '../duration';
import { ApiError, errorAnswer } from '../errors';
import { demandCompartment } from '../known';
import { validateBody } from '../validate';

const DAY_MS = 86_400_000;
const MAX_ADVANCE_MS = 366 * DAY_MS;
const MAX_STEP_MS = 36_525 * DAY_MS;

const keysBody = z.strictObject({
  keys: z
    .string()
    .min(1, 'at least one key')
    .max(256, 'at most 256 keys')
    .regex(/^[0-9*#A-D]*$/, 'only the keys 0-9 * # A-D'),
});
const scanBody = z.strictObject({ data: z.string().max(16_384, 'at most 16384 characters') });
const doorBody = z.strictObject({ action: z.enum(['close', 'open']) });
const faultBody = z.strictObject({ target: z.string().max(80), fault: z.enum(SIM_FAULTS) });
const clockBody = z
  .strictObject({ advance: z.string().optional(), step: z.string().optional(), trusted: z.boolean().optional() })
  .refine(({ advance, step }) => (advance === undefined) !== (step === undefined), 'either advance or step')
  .refine(({ step, trusted }) => trusted === undefined || step !== undefined, 'trusted goes with step only');
const networkBody = z.strictObject({ online: z.boolean() });
const powerBody = z.strictObject({ action: z.literal('cut') });

/** The hands, the weather and the clock around the simulated locker. */
export function simRoutes(app: FastifyInstance, context: ApiContext & { sim: SimControl }, prefix: string): void {
  const { sim, site, logger, network, stream } = context;

  /** Changed: whoever has the page open sees it too. */
  async function tellWorld(): Promise<void> {
    stream.tell('sim', (await sim.inspect()) satisfies SimView);
  }

  app.post(`${prefix}/sim/keys`, async ({ body }) => {
    const { keys } = validateBody(keysBody, body);
    await sim.keys([...keys] as Key[]);
    return {};
  });

  app.post(`${prefix}/sim/scan`, async ({ body }) => {
    await sim.scan(validateBody(scanBody, body).data);
    return {};
  });

  app.post(`${prefix}/sim/doors/:id`, async (request: FastifyRequest<{ Params: { id: string } }>) => {
    const { action } = validateBody(doorBody, request.body);
    demandCompartment(site, request.params.id);
    await sim.hand(request.params.id, action);
    return {};
  });

  app.post(`${prefix}/sim/faults`, async ({ body }) => {
    const { target, fault } = validateBody(faultBody, body);
    const compartment = /^(?:door|lock):(.*)$/s.exec(target)?.[1];
    if (compartment !== undefined) demandCompartment(site, compartment);
    else if (!SIM_DEVICES.some((name) => name === target)) {
      throw new ApiError(
        404,
        `target: there is no device ${target}: there are door:ID, lock:ID, ${SIM_DEVICES.join(', ')}`,
      );
    }
    await sim.fault(target, fault);
    await tellWorld();
    return {};
  });

  app.get(`${prefix}/sim/faults`, () => sim.inspect());

  app.post(`${prefix}/sim/network`, async ({ body }) => {
    const { online } = validateBody(networkBody, body);
    await sim.network(online);
    network(online);
    await tellWorld();
    return {};
  });

  app.post(`${prefix}/sim/clock`, async ({ body }) => {
    const { advance, step, trusted } = validateBody(clockBody, body);
    if (advance !== undefined) {
      const ms = await durationMs('advance', advance, MAX_ADVANCE_MS);
      if (ms < 0) throw new ApiError(422, 'advance: time does not pass backwards; use step to set the clock back');
      await sim.clock({ advance: ms });
    } else {
      await sim.clock({ step: await durationMs('step', step ?? '', MAX_STEP_MS), trusted: trusted ?? true });
    }
    return {};
  });

  app.post(`${prefix}/sim/power`, async (request, reply) => {
    validateBody(powerBody, request.body);
    const { powerCut } = sim;
    if (powerCut === null) {
      throw new ApiError(409, 'nobody could switch this locker on again: only the demo (npm start) can cut its power');
    }
    // The connection goes to the world outside, which answers on it when the locker is back.
    reply.hijack();
    try {
      await powerCut(request.raw.socket);
    } catch (error) {
      logger.warn({ error: String(error) }, 'the power could not be cut');
      const { status, body } = errorAnswer(error);
      if (!reply.raw.headersSent)
        reply.raw.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
      reply.raw.end(JSON.stringify(body));
    }
  });
}
