import { HookinboxError } from "./errors.ts";
import type { HandlerOptions, Registration } from "./routes.ts";

/** What `@on` says of one method. */
export interface Mark {
  readonly source: string;
  readonly pattern: string;
  readonly method: PropertyKey;
  readonly name?: string;
  readonly options?: HandlerOptions;
}

export type OnOptions = HandlerOptions & { readonly name?: string };

/** A standard method decorator; the second form is the one of `experimentalDecorators`, which some frameworks still need. */
export interface OnDecorator {
  // biome-ignore lint/suspicious/noExplicitAny: any other type would refuse methods whose parameters are typed
  (method: (...args: any[]) => unknown, context: ClassMethodDecoratorContext): void;
  (target: object, method: PropertyKey, descriptor: PropertyDescriptor): void;
}

interface Marks {
  /** By object: an instance, a class (static methods), or a prototype (legacy decorators). */
  readonly byOwner: WeakMap<object, Mark[]>;
  /** Functions that were decorated, so that a class is known before it is made. */
  readonly methods: WeakSet<object>;
}

// One for the process: the command line and the handlers may each have loaded a copy of the package.
const REGISTRY = Symbol.for("hookinbox.on");
const shared = globalThis as { [REGISTRY]?: Marks };
const marks: Marks = (shared[REGISTRY] ??= { byOwner: new WeakMap(), methods: new WeakSet() });

/**
 * Registers a class's method as a handler. The class (or an instance of it) is exported from the handlers module.
 * With one name the method serves every source, with two the source named first. Stands above other decorators.
 *
 * @example
 * export class Billing {
 *   @on("stripe", "invoice.paid", { timeout: "30s" })
 *   paid(event) {}
 * }
 */
export function on(pattern: string, options?: OnOptions): OnDecorator;
export function on(source: string, pattern: string, options?: OnOptions): OnDecorator;
export function on(first: string, second?: string | OnOptions, third?: OnOptions): OnDecorator {
  const [source, pattern] = typeof second === "string" ? [first, second] : ["*", first];
  const { name, ...options } = (typeof second === "string" ? third : second) ?? {};
  const said = {
    source,
    pattern,
    ...(name === undefined ? {} : { name }),
    ...(Object.keys(options).length === 0 ? {} : { options }),
  };

  return (target: object, context: unknown) => {
    if (isStandard(context)) {
      marks.methods.add(target);
      const mark: Mark = { ...said, method: context.name };
      context.addInitializer(function (this: unknown) {
        remember(this as object, mark);
      });
    } else if (isLegacy(context)) {
      remember(target, { ...said, method: context });
    } else {
      throw new HookinboxError(
        "HANDLERS_INVALID",
        `@on(${JSON.stringify(pattern)}) stands on something that is not a public method.`,
        {
          advice: "Put @on above a public method of a class.",
        },
      );
    }
  };
}

/** What `@on` said of an object's methods: an instance's own and inherited ones, or a class's static ones. */
export function marksOf(owner: object): Mark[] {
  const found: Mark[] = [];
  for (let at: object | null = owner; at !== null; at = Object.getPrototypeOf(at)) {
    for (const mark of marks.byOwner.get(at) ?? []) {
      // An overriding method that is decorated again says the same thing twice.
      if (!found.some((known) => sameMark(known, mark))) found.push(mark);
    }
  }
  return found;
}

/** A marked method as a handler. Read at each call: the method that an outer decorator or a subclass put there. */
export const methodOf =
  (owner: object, method: PropertyKey): Registration["fn"] =>
  (...args) =>
    Reflect.apply(Reflect.get(owner, method), owner, args);

/** Whether a class has decorated methods that need an instance. Does not make one. */
export function hasMarkedMethods(made: { readonly prototype: object }): boolean {
  for (let at: object | null = made.prototype; at !== null; at = Object.getPrototypeOf(at)) {
    if (marks.byOwner.has(at)) return true;
    for (const { value } of Object.values(Object.getOwnPropertyDescriptors(at))) {
      if (typeof value === "function" && marks.methods.has(value)) return true;
    }
  }
  return false;
}

function remember(owner: object, mark: Mark): void {
  const known = marks.byOwner.get(owner);
  if (known) known.push(mark);
  else marks.byOwner.set(owner, [mark]);
}

const sameMark = (a: Mark, b: Mark): boolean =>
  a.method === b.method && a.source === b.source && a.pattern === b.pattern && a.name === b.name;

const isStandard = (context: unknown): context is ClassMethodDecoratorContext =>
  typeof context === "object" &&
  context !== null &&
  (context as { kind?: unknown }).kind === "method" &&
  !(context as { private?: unknown }).private;

const isLegacy = (context: unknown): context is PropertyKey =>
  typeof context === "string" || typeof context === "symbol";
