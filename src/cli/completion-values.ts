import { providers as definitions } from "../providers/index.ts";
import { samples } from "../samples/index.ts";
import { samplesOf } from "../samples/make.ts";
import type { Candidate } from "./completion.ts";
import { sourceNames } from "./source-names.ts";

export const providers = async (): Promise<Candidate[]> =>
  Object.values(definitions).map(({ id, name }) => ({ word: id, about: name }));

export const types = async (provider: string | undefined): Promise<Candidate[]> =>
  provider !== undefined && Object.hasOwn(samples, provider)
    ? Object.keys(samplesOf(provider).events).map((word) => ({ word }))
    : [];

export const sources = (config: string | undefined): Candidate[] =>
  sourceNames(process.cwd(), config).map((word) => ({ word }));
