/** A number array as Plotly reads it from JSON: little-endian bytes in base64. */
export interface PlotlyTypedArray {
  readonly dtype: "f4" | "f8" | "i4" | "u1";
  readonly bdata: string;
}

/** A Plotly figure as plain JSON data, ready for `Plotly.newPlot` or the MIME type `application/vnd.plotly.v1+json`. */
export interface PlotlyFigure {
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly layout: Readonly<Record<string, unknown>>;
  readonly config: Readonly<Record<string, unknown>>;
}

/** The numbers as float32 for Plotly. */
export function float32Data(values: ArrayLike<number>): PlotlyTypedArray {
  const data = Float32Array.from(values);
  return { dtype: "f4", bdata: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64") };
}
