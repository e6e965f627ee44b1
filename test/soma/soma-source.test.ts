import { Experiment, somaStripeReader } from "../../src/soma/index.js";
import { somaSource } from "../../src/soma/soma-source.js";
import { matrixSourceContract } from "../contracts/matrix-source.js";
import { unpackExperiment } from "./golden-experiment.js";

const root = unpackExperiment();

// The golden experiment has two fragments whose rows interleave; the selections leave out rows, columns, or nothing.
for (const [name, obs, vars] of [
  ["everything", undefined, undefined],
  ["some cells", "nnz > 19", undefined],
  ["some cells and genes", "nnz > 19", 'biotype != "lncRNA"'],
] as const) {
  matrixSourceContract(`SOMA, ${name}`, async () => {
    const query = (await Experiment.open(root)).axisQuery("RNA", {
      obsQuery: { valueFilter: obs },
      varQuery: { valueFilter: vars },
    });
    const source = somaSource({
      uri: `${root}/ms/RNA/X/raw`,
      context: {},
      obsJoinids: await query.obsJoinids(),
      varJoinids: await query.varJoinids(),
      rowTileExtent: 2048,
      storedCols: 200,
      stripeRows: 40,
    });
    return { source, open: somaStripeReader, expected: await query.X("raw").toCsr() };
  });
}
