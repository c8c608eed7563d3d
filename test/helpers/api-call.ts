import { request } from 'node:http';

export type Method = 'GET' | 'POST';
export interface Answer<T = unknown> {
  readonly status: number;
  readonly body: T;
}

/** One call of the control API through a locker's Unix socket. @param path behind `/api/v1` */
export function callApi<T>(socketPath: string, method: Method, path: string, body?: unknown): Promise<Answer<T>> {
  return new Promise((done, fail) => {
    const json = body === undefined ? undefined : JSON.stringify(body);
    const headers =
      json === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) };
    const call = request({ socketPath, method, path: `/api/v1${path}`, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () =>
        done({ status: response.statusCode ?? 0, body: (text === '' ? null : JSON.parse(text)) as T }),
      );
      response.on('error', fail);
    });
    call.on('error', fail);
    call.end(json);
  });
}

/** A call that must succeed. */
export async function callOk<T>(socketPath: string, method: Method, path: string, body?: unknown): Promise<T> {
  const { status, body: answer } = await callApi<T>(socketPath, method, path, body);
  if (status !== 200) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`);
  return answer;
}
