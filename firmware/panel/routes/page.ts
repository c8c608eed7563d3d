import type { FastifyInstance } from 'fastify';
import { ApiError } from '../errors';
import type { PageFile } from '../page-files';

/** The technician's page: its own files, nothing from elsewhere. */
export function pageRoutes(app: FastifyInstance, files: readonly PageFile[]): void {
  for (const { path, type, body } of files) app.get(path, (_request, reply) => reply.type(type).send(body));
  if (files.some(({ path }) => path === '/')) return;
  app.get('/', () => {
    throw new ApiError(404, 'this installation has no page: npm run build makes it; lockerctl does all that it does');
  });
}
