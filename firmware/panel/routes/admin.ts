import { createReadStream, existsSync, openSync, rmSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { errorMessage } from '../../core/error-facts';
import type { ApiContext } from '../api';
import { verifyAudit } from '../audit';
import { ApiError } from '../errors';
import { pinSchema, validateBody } from '../validate';

const backupBody = z.strictObject({
  file: z
    .string()
    .min(1)
    .max(4_096)
    .refine((file) => isAbsolute(file) && !file.includes('\0'), 'an absolute path'),
});

const downloadBody = z.strictObject({ pin: pinSchema.optional() });

/** For `lockerctl`: what reaches beyond the locker itself is done through the Unix socket only. */
export function adminRoutes(app: FastifyInstance, context: ApiContext, prefix: string): void {
  const { store, doorOf, freshAddress, confirm, state, lockerId } = context;

  function demandSocket(request: FastifyRequest): void {
    if (doorOf(request) !== 'unix') throw new ApiError(403, 'only through the Unix socket: use lockerctl');
  }

  app.post(`${prefix}/page`, (request) => {
    demandSocket(request);
    const page = freshAddress();
    if (page === null) throw new ApiError(409, 'this locker has no page: the site file has no panel.listen');
    return { page };
  });

  app.post(`${prefix}/backup`, async (request) => {
    demandSocket(request);
    const { file } = validateBody(backupBody, request.body);
    if (existsSync(file)) throw new ApiError(409, `file: ${file} exists already and is left alone`);
    try {
      await store.backup(file);
    } catch (error) {
      throw new ApiError(409, `file: the locker's own user has not written ${file}: ${errorMessage(error)}`);
    }
    return { file };
  });

  /** Without a file that anybody could name: it is written beside the database and has no name while it is sent. */
  app.post(`${prefix}/backup/download`, async (request, reply) => {
    confirm(request, validateBody(downloadBody, request.body).pin);
    const file = join(dirname(store.db.name), '.download.db');
    let copy: number;
    try {
      // Over what a power cut has left of the last one.
      await store.backup(file, true);
      copy = openSync(file, 'r');
      rmSync(file);
    } catch (error) {
      throw new ApiError(409, `the copy can't be written: ${errorMessage(error)}`);
    }
    const name = `${lockerId}-${state().time.now.slice(0, 10)}.db`;
    return reply
      .type('application/octet-stream')
      .header('content-disposition', `attachment; filename="${name}"`)
      .send(createReadStream('', { fd: copy }));
  });

  app.get(`${prefix}/audit`, () => verifyAudit(store.db.name));
}
