import { HalError } from '../../hal/errors';
import type { Outcome, RefusalCode } from '../core/result';
import { never } from '../core/result';

export type ApiErrorStatus = 400 | 401 | 403 | 404 | 409 | 422 | 503;

const CODES: Readonly<Record<ApiErrorStatus, string>> = {
  400: 'bad-request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  422: 'invalid',
  503: 'unavailable',
};

/** A request that is answered with a refusal. The message is shown to the caller: never put a code into it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  /** @param code what a program can tell it by; default: that of the status */
  constructor(
    readonly status: ApiErrorStatus,
    message: string,
    readonly code: string = CODES[status],
  ) {
    super(message);
  }
}

export interface ErrorAnswer {
  readonly status: number;
  readonly body: { readonly error: { readonly code: string; readonly message: string } };
}

function answer(status: ApiErrorStatus, message: string, code = CODES[status]): ErrorAnswer {
  return { status, body: { error: { code, message } } };
}

/** What a caller is told about an error. Nothing of an unexpected one goes out: it is logged instead. */
export function errorAnswer(error: unknown): ErrorAnswer {
  if (error instanceof ApiError) return answer(error.status, error.message, error.code);
  if (error instanceof HalError) return answer(halStatus(error), error.message);
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined;
  switch (status) {
    case 413:
      return answer(400, 'the body is larger than 64 kB');
    case 415:
      return answer(400, 'send JSON, with the header Content-Type: application/json');
    case 400:
      return answer(400, 'the request is malformed');
    default:
      return {
        status: 500,
        body: { error: { code: 'internal', message: 'the locker could not do that; see its log' } },
      };
  }
}

function halStatus({ code }: HalError): ApiErrorStatus {
  switch (code) {
    case 'unsupported':
    case 'config':
      return 422;
    case 'busy':
      return 409;
    case 'lost':
    case 'timeout':
      return 503;
    default:
      return never(code);
  }
}

const REFUSALS: Readonly<Record<RefusalCode, ApiErrorStatus>> = { 'not-found': 404, conflict: 409, invalid: 422 };

/** @throws ApiError unless it was done */
export function demand(outcome: Outcome): void {
  if (!outcome.ok) throw new ApiError(REFUSALS[outcome.code], outcome.message);
}
