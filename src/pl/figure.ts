import { checkOption, type MimeBundle, registerDisplay, rejectUnknown } from "../core/index.js";
import { type FigureLayout, layoutFigure } from "./figure-layout.js";
import { LAYOUT_DPI } from "./geometry.js";
import type { Panel } from "./panel.js";
import type { PanelSpacing } from "./panel-grid.js";
import { plotlyFigure } from "./plotly-figure.js";
import type { PlotlyFigure } from "./plotly-types.js";
import { renderSvg } from "./svg.js";
import { svgToPng } from "./svg-to-png.js";

/** How a picture is rendered. */
export interface PictureOptions {
  /** Dots per inch, 10 … 1200. Default 100. */
  readonly dpi?: number;
}

/**
 * One or more scatter plots that show themselves in a notebook: interactive where Plotly is at hand, else as a picture.
 * The picture has the layout of Scanpy's figures as notebooks save them: cropped to what is drawn, legend included.
 */
export class Figure {
  readonly panels: readonly Panel[];
  readonly #layout: FigureLayout;

  static {
    registerDisplay(Figure.prototype);
  }

  constructor(panels: readonly Panel[], spacing: PanelSpacing) {
    this.panels = panels;
    this.#layout = layoutFigure(panels, spacing);
  }

  /** Width and height of the picture in pixels at 100 dpi. */
  get size(): { readonly width: number; readonly height: number } {
    return { width: this.#layout.crop.width, height: this.#layout.crop.height };
  }

  /** Where frames, texts and legends lie, in pixels at 100 dpi. */
  get layout(): FigureLayout {
    return this.#layout;
  }

  /** The figure as Plotly data, layout and config. Above 5,000 points a panel's points are an image, not a trace. */
  toPlotly(): PlotlyFigure {
    return plotlyFigure(this.panels, this.#layout);
  }

  /** The figure as an SVG text; the points are an image in it. Default 200 dpi. */
  toSvg(options: PictureOptions = {}): string {
    return renderSvg(this.panels, this.#layout, dpiOf(options, 2 * LAYOUT_DPI, "toSvg"));
  }

  /** The figure as a PNG file. Default 100 dpi, as notebooks show figures. */
  async toPng(options: PictureOptions = {}): Promise<Uint8Array> {
    const dpi = dpiOf(options, LAYOUT_DPI, "toPng");
    return svgToPng(renderSvg(this.panels, this.#layout, dpi), dpi / LAYOUT_DPI);
  }

  async toMimeBundle(): Promise<MimeBundle> {
    const png = await this.toPng();
    return {
      "application/vnd.plotly.v1+json": this.toPlotly(),
      "image/png": Buffer.from(png).toString("base64"),
      "text/plain": this.toString(),
    };
  }

  /** matplotlib's text for a figure: its uncut size in pixels and its axes, colour bars counted. */
  toString(): string {
    const { width, height } = this.#layout.figure;
    const axes = this.panels.length + this.#layout.panels.filter((panel) => panel.colorbar !== undefined).length;
    const size = [width, height].map((value) => Number(value.toPrecision(6))).join("x");
    return `<Figure size ${size} with ${axes} Axes>`;
  }
}

function dpiOf(options: PictureOptions, standard: number, where: string): number {
  const { dpi = standard, ...rest } = options;
  rejectUnknown(rest, where, ["dpi"]);
  checkOption(typeof dpi === "number" && dpi >= 10 && dpi <= 1200, where, "dpi", "a number from 10 to 1200", dpi);
  return dpi;
}
