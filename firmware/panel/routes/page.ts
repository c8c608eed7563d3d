import type { FastifyInstance } from 'fastify';
import { pageHtml } from '../web/html';
import { pageScript } from '../web/script';
import { pageStyle } from '../web/style';

const FILES = [
  ['/', 'text/html', pageHtml],
  ['/page.js', 'text/javascript', pageScript],
  ['/page.css', 'text/css', pageStyle],
] as const;

/** The live page: three files, nothing from elsewhere. */
export function pageRoutes(app: FastifyInstance): void {
  for (const [path, type, text] of FILES) {
    app.get(path, (_request, reply) => reply.type(`${type}; charset=utf-8`).send(text));
  }
}
