/** See cutting-proxy.fixture.mjs. */
export interface CuttingProxy {
  readonly port: number;
  /** Ends every connection at once. */
  cut(): void;
  /** Connections stay open, and nothing comes through. */
  silent(on: boolean): void;
  /** From now on connections go to this port. */
  to(port: number): void;
  close(): void;
}

export function createCuttingProxy(target: number): Promise<CuttingProxy>;
