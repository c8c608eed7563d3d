import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { isOurs } from '../../access/codes';
import type { ApiContext } from '../api';
import { authority } from '../confirmations';
import { demand } from '../errors';
import { lineSchema, pinSchema, validateBody } from '../validate';

const startBody = z.strictObject({
  scope: z.enum(['unverified', 'all']).default('unverified'),
  person: lineSchema.default('panel'),
  pin: pinSchema.optional(),
});
const nextBody = z.strictObject({
  seenOpen: z.boolean().optional(),
  again: z.boolean().optional(),
  pin: pinSchema.optional(),
});
/** Labels go into events: somebody's code, scanned or pasted, is none. */
const labelSchema = lineSchema.refine((text) => !isOurs(text), 'an access code is no label');
const answerBody = z.strictObject({
  inside: z.union([z.enum(['parcel', 'empty', 'other']), z.strictObject({ label: labelSchema })]),
});
const noBody = z.strictObject({});

/** A guided look into compartments, one after the other. */
export function auditRoutes(app: FastifyInstance, { guidedAudit, confirm }: ApiContext, prefix: string): void {
  const path = `${prefix}/audit/compartments`;
  const view = () => ({ audit: guidedAudit.view() });

  app.get(path, view);

  app.post(path, (request) => {
    const { scope, person, pin } = validateBody(startBody, request.body);
    demand(guidedAudit.start(scope, authority(confirm(request, pin), person)));
    return view();
  });

  app.post(`${path}/next`, (request) => {
    const { pin, ...how } = validateBody(nextBody, request.body);
    const staff = confirm(request, pin);
    demand(guidedAudit.next(staff && { person: staff.person, grant: staff.grant }, how));
    return view();
  });

  app.post(`${path}/answer`, ({ body }) => {
    demand(guidedAudit.answer(validateBody(answerBody, body).inside));
    return view();
  });

  app.post(`${path}/end`, ({ body }) => {
    validateBody(noBody, body);
    demand(guidedAudit.end());
    return view();
  });
}
