/** One way to the back-end: relative paths, the session's token on every change, one error type. */

export interface ErrorBody {
  status: number;
  code: string;
  message: string;
  cause?: string;
  hint?: string;
}

/** What the back-end refused, or that it could not be reached ({@code status} 0). */
export class ApiError extends Error {
  constructor(readonly body: ErrorBody) {
    super(body.message);
  }
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

let csrf = '';
let unauthorized: () => void = () => undefined;

export function keepToken(token: string): void {
  csrf = token;
}
export function whenUnauthorized(then: () => void): void {
  unauthorized = then;
}
export function token(): string {
  return csrf;
}

/** A path whose parts may hold any character. */
export function path(...parts: string[]): string {
  return ['api', ...parts.map(encodeURIComponent)].join('/');
}

export async function callJson<T>(method: Method, url: string, body?: unknown): Promise<T> {
  const sent = body === undefined ? undefined : { type: 'application/json', text: JSON.stringify(body) };
  const response = await send(method, url, sent);
  return (response.status === 204 ? undefined : await json(response)) as T;
}

export async function getText(url: string): Promise<string> {
  return (await send('GET', url)).text();
}

export async function putXml<T>(url: string, xml: string): Promise<T> {
  const response = await send('PUT', url, { type: 'text/xml', text: xml });
  return (response.status === 204 ? undefined : await json(response)) as T;
}

async function send(method: Method, url: string, body?: { type: string; text: string }): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json, text/xml;q=0.9, */*;q=0.1' };
  if (method !== 'GET' && csrf !== '') headers['X-CSRF-Token'] = csrf;
  if (body) headers['Content-Type'] = body.type;
  let response: Response;
  try {
    response = await fetch(url, { method, headers, body: body?.text, credentials: 'same-origin', cache: 'no-store' });
  } catch (cause) {
    throw unreachable(cause);
  }
  if (response.ok) return response;
  if (response.status === 401 && url !== path('session')) unauthorized();
  throw new ApiError(errorOf(response.status, await response.text()));
}

async function json(response: Response): Promise<unknown> {
  const text = await response.text();
  return text === '' ? undefined : JSON.parse(text);
}

export function unreachable(cause: unknown): ApiError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ApiError({ status: 0, code: 'UNREACHABLE', message: reason });
}

/** The error in a reply; a proxy on the way may have answered in another form. */
export function errorOf(status: number, text: string): ErrorBody {
  try {
    const { error } = JSON.parse(text) as { error?: Partial<ErrorBody> };
    if (error?.message) return { ...error, status, code: error.code ?? String(status), message: error.message };
  } catch {
    // not JSON: the status is all that is known
  }
  return { status, code: String(status), message: `HTTP ${String(status)}` };
}
