import { HookinboxError } from "../errors.ts";
import { toHeaderBag } from "../headers.ts";
import type { HeaderBag } from "../types.ts";

type Values = Readonly<Record<string, string | undefined>> | null;
type MultiValues = Readonly<Record<string, readonly string[] | undefined>> | null;

/** What API Gateway (REST and HTTP APIs), function URLs and load balancers hand to a function, as far as it is read here. */
export interface LambdaEvent {
  readonly version?: string;
  readonly httpMethod?: string;
  readonly path?: string;
  readonly rawPath?: string;
  readonly rawQueryString?: string;
  readonly queryStringParameters?: Values;
  readonly multiValueQueryStringParameters?: MultiValues;
  readonly pathParameters?: Values;
  readonly headers?: Values;
  readonly multiValueHeaders?: MultiValues;
  readonly cookies?: readonly string[];
  readonly requestContext?: {
    readonly http?: { readonly method: string };
    readonly path?: string;
    readonly elb?: object;
  };
  readonly body?: unknown;
  readonly isBase64Encoded?: boolean;
}

export const methodOf = ({ requestContext, httpMethod }: LambdaEvent): string =>
  requestContext?.http?.method ?? httpMethod ?? "GET";

/** Every line where the event has them all; HTTP APIs and function URLs join lines of one name by a comma. */
export function headersOf({ multiValueHeaders, headers, cookies = [] }: LambdaEvent): HeaderBag {
  const bag = toHeaderBag((multiValueHeaders ?? headers ?? {}) as Record<string, string>);
  return cookies.length > 0 ? [...bag, "cookie", cookies.join("; ")] : bag;
}

/** Path and query. REST APIs hand over a decoded query, so it is encoded anew; load balancers leave it as it was sent. */
export function urlOf(event: LambdaEvent): string {
  const { rawPath, rawQueryString, requestContext, path = "/" } = event;
  if (rawPath !== undefined) return rawQueryString ? `${rawPath}?${rawQueryString}` : rawPath;
  const encode = requestContext?.elb ? String : encodeURIComponent;
  const parameters = event.multiValueQueryStringParameters ?? event.queryStringParameters ?? {};
  const pairs = Object.entries(parameters as Record<string, string | readonly string[] | undefined>).flatMap(
    ([name, values = []]) => [values].flat().map((value) => `${encode(name)}=${encode(value)}`),
  );
  const whole = requestContext?.path ?? path;
  return pairs.length > 0 ? `${whole}?${pairs.join("&")}` : whole;
}

const RAW_BODY =
  "Use the proxy integration (AWS_PROXY) without a mapping template, and take off middleware that parses, such as middy's httpJsonBodyParser.";

/** The body's bytes. @throws HookinboxError `BODY_ALREADY_PARSED`, `BODY_TOO_LARGE` */
export function bodyOf({ body, isBase64Encoded }: LambdaEvent, limit: number): Uint8Array {
  if (body === undefined || body === null) return new Uint8Array(0);
  if (typeof body !== "string")
    throw new HookinboxError("BODY_ALREADY_PARSED", `the event's body is of type ${typeof body}, not text`, {
      advice: RAW_BODY,
    });
  const bytes = Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
  if (bytes.length <= limit) return bytes;
  throw new HookinboxError("BODY_TOO_LARGE", `the body has ${bytes.length} bytes, the limit here is ${limit}`);
}
