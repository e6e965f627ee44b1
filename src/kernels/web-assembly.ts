/** A compiled WebAssembly module: opaque, may be instantiated any number of times. */
export interface WasmModule {
  readonly __wasmModule: true;
}

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

interface WebAssemblyApi {
  compile(bytes: Uint8Array): Promise<WasmModule>;
  readonly Instance: new (module: WasmModule) => { readonly exports: unknown };
}

/** The global `WebAssembly`, whose types TypeScript keeps in its browser library: only what is needed here. */
export const webAssembly: WebAssemblyApi = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi })
  .WebAssembly;
