import { UnsupportedFeatureError } from "../../core/index.js";
import { csharpTranslator } from "./csharp.js";
import { fsharpTranslator } from "./fsharp.js";
import { juliaTranslator } from "./julia.js";
import { matlabTranslator } from "./matlab.js";
import { pythonTranslator } from "./python.js";
import { rTranslator } from "./r.js";
import { scalaTranslator } from "./scala.js";
import { bashTranslator, powershellTranslator } from "./shell.js";
import type { Translator } from "./translator.js";
import { cellmillTranslator, denoTranslator, javascriptTranslator, typescriptTranslator } from "./typescript.js";

/** Translators by kernel name or language, as papermill registers them. */
const translators = new Map<string, Translator>([
  ["python", pythonTranslator],
  ["R", rTranslator],
  ["scala", scalaTranslator],
  ["julia", juliaTranslator],
  ["matlab", matlabTranslator],
  [".net-csharp", csharpTranslator],
  [".net-fsharp", fsharpTranslator],
  [".net-powershell", powershellTranslator],
  ["pysparkkernel", pythonTranslator],
  ["sparkkernel", scalaTranslator],
  ["sparkrkernel", rTranslator],
  ["bash", bashTranslator],
  ["cellmill", cellmillTranslator],
  ["typescript", typescriptTranslator],
  ["javascript", javascriptTranslator],
  ["deno", denoTranslator],
  ["tslab", typescriptTranslator],
  ["jslab", javascriptTranslator],
]);

/** Makes a translator known for a kernel name or a language. */
export function registerTranslator(name: string, translator: Translator): void {
  translators.set(name, translator);
}

/** The translator of the kernel, else of the language. */
export function findTranslator(kernelName: string, language: string): Translator {
  const found = translators.get(kernelName) ?? translators.get(language);
  if (found !== undefined) return found;
  throw new UnsupportedFeatureError({
    what: `no parameter translator for kernel "${kernelName}" or language "${language}"`,
    expected: `one of ${[...translators.keys()].join(", ")}`,
  });
}
