import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { ApiError } from '../errors';
import { listScenarios, readScenario, type ScenarioFile } from '../scenario/shipped';
import { validateBody } from '../validate';

const checkBody = z.strictObject({ text: z.string().max(60_000, 'at most 60000 characters') });

/** The scenarios that lie beside the site files, checked and ready to be played. Whoever asks plays them. */
export function scenarioRoutes(app: FastifyInstance, folder: string | null, prefix: string): void {
  const list = (): ScenarioFile[] => (folder === null ? [] : listScenarios(folder));

  app.get(`${prefix}/sim/scenarios`, () =>
    list().map(({ name, scenario, problems }) => ({
      name,
      problems,
      title: scenario?.title ?? name,
      about: scenario?.about ?? '',
      steps: scenario?.steps.length ?? 0,
    })),
  );

  app.get(`${prefix}/sim/scenarios/:name`, (request: FastifyRequest<{ Params: { name: string } }>) => {
    // Found among those there are: a name is no path.
    const found = list().find(({ name }) => name === request.params.name);
    if (found === undefined) throw new ApiError(404, 'there is no such scenario');
    return found;
  });

  /** Somebody's own: checked here, so that a page needs neither parser nor schema. */
  app.post(`${prefix}/sim/scenarios/check`, ({ body }) => readScenario('scenario', validateBody(checkBody, body).text));
}
