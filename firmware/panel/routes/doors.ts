import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import type { ApiContext } from '../api';
import { demandCompartment } from '../known';
import { lineSchema, validateBody } from '../validate';

const newLockBody = z.strictObject({ person: lineSchema.default('panel') });

/** How long doors take to open. */
export function doorRoutes(app: FastifyInstance, { doors, site }: ApiContext, prefix: string): void {
  function known(id: string): string {
    demandCompartment(site, id);
    return id;
  }

  app.get(`${prefix}/doors`, () => ({ doors: doors.ids.map((id) => doors.times.view(id)) }));

  app.get<{ Params: { id: string } }>(`${prefix}/doors/:id`, ({ params }) => doors.times.history(known(params.id)));

  app.post<{ Params: { id: string } }>(`${prefix}/doors/:id/new-lock`, ({ params, body }) => {
    const { person } = validateBody(newLockBody, body);
    doors.times.newLock(known(params.id), person);
    return doors.times.view(params.id);
  });
}
