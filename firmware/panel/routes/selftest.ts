import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import type { ApiContext } from '../api';
import { demand } from '../errors';
import { lineSchema, validateBody } from '../validate';

const noBody = z.strictObject({});
const doorBody = z.strictObject({ person: lineSchema.default('panel') });

/** Looks at every device; and opens one empty compartment to measure its door. */
export function selftestRoutes(app: FastifyInstance, { selftest }: ApiContext, prefix: string): void {
  app.post(`${prefix}/selftest`, async ({ body }) => {
    validateBody(noBody, body);
    const devices = await selftest.devices();
    return { ok: devices.every(({ ok }) => ok), devices };
  });

  app.post<{ Params: { id: string } }>(`${prefix}/selftest/doors/:id`, async ({ params, body }) => {
    const { person } = validateBody(doorBody, body);
    const result = await selftest.door(params.id, { person, reason: 'self-test' });
    if ('ok' in result) demand(result);
    return result;
  });
}
