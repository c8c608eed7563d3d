import type { SiteView } from '../core/views';
import { ApiError } from './errors';

/** @throws ApiError 404 that names what there is, and the id behind a number that is painted on a door */
export function demandCompartment({ compartments }: Pick<SiteView, 'compartments'>, id: string): void {
  if (compartments.some((one) => one.id === id)) return;
  const meant = compartments.find(({ number }) => String(number) === id);
  const known = compartments.map((one) => one.id).join(', ');
  const hint = meant === undefined ? `there are ${known}` : `${meant.id} has the number ${id}`;
  throw new ApiError(404, `there is no compartment ${id}: ${hint}`);
}
