import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { errorMessage } from '../../core/error-facts';
import type { ApiContext } from '../api';
import { verifyAudit } from '../audit';
import { ApiError } from '../errors';
import { validateBody } from '../validate';

const backupBody = z.strictObject({
  file: z
    .string()
    .min(1)
    .max(4_096)
    .refine((file) => isAbsolute(file) && !file.includes('\0'), 'an absolute path'),
});

/** For `lockerctl`: what reaches beyond the locker itself is done through the Unix socket only. */
export function adminRoutes(app: FastifyInstance, context: ApiContext, prefix: string): void {
  const { store, doorOf, freshAddress } = context;

  function demandSocket(request: FastifyRequest): void {
    if (doorOf(request) !== 'unix') throw new ApiError(403, 'only through the Unix socket: use lockerctl');
  }

  app.post(`${prefix}/page`, (request) => {
    demandSocket(request);
    const page = freshAddress();
    if (page === null) throw new ApiError(409, 'this locker has no page: the site file has no panel.listen');
    return { page };
  });

  app.post(`${prefix}/backup`, (request) => {
    demandSocket(request);
    const { file } = validateBody(backupBody, request.body);
    if (existsSync(file)) throw new ApiError(409, 'file: it exists already and is left alone');
    try {
      store.backup(file);
    } catch (error) {
      throw new ApiError(409, `file: the locker's own user can't write it there: ${errorMessage(error)}`);
    }
    return { file };
  });

  app.get(`${prefix}/audit`, () => verifyAudit(store.db.name));
}
