import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import type { ApiContext } from '../api';
import { authority } from '../confirmations';
import { demand } from '../errors';
import { demandCompartment } from '../known';
import { lineSchema, pinSchema, validateBody } from '../validate';

const noBody = z.strictObject({});
const doorBody = z.strictObject({ person: lineSchema.default('panel'), pin: pinSchema.optional() });

/** Looks at every device; and opens one empty compartment to measure its door. */
export function selftestRoutes(app: FastifyInstance, { selftest, site, confirm }: ApiContext, prefix: string): void {
  app.post(`${prefix}/selftest`, async ({ body }) => {
    validateBody(noBody, body);
    const devices = await selftest.devices();
    return { ok: devices.every(({ ok }) => ok), devices };
  });

  app.post<{ Params: { id: string } }>(`${prefix}/selftest/doors/:id`, async (request) => {
    const { person, pin } = validateBody(doorBody, request.body);
    demandCompartment(site, request.params.id);
    const by = authority(confirm(request, pin), person);
    const result = await selftest.door(request.params.id, { ...by, reason: 'self-test' });
    if ('ok' in result) demand(result);
    return result;
  });
}
