export type { Palette } from "./category-colors.js";
export type { ColorLike } from "./colors.js";
export type { Components, Dimensions } from "./components.js";
export { embedding } from "./embedding.js";
export type { ColorLimit, EmbeddingOptions } from "./embedding-options.js";
export { Figure, type PictureOptions } from "./figure.js";
export type { LegendLoc } from "./panel.js";
export { type PcaPlotOptions, pca } from "./pca.js";
export type { PlotlyFigure } from "./plotly-types.js";
