export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

export function failure(status: number, code: string, message: string): Reply {
  return { status, body: { error: { code, message } } };
}
