import { type Box, LAYOUT_DPI } from "./geometry.js";

/** matplotlib's default figure, in inches. */
const FIGURE_WIDTH = 6.4;
const FIGURE_HEIGHT = 4.8;

/** Scanpy's space between panels of a row: three quarters of an inch and two hundredths of a panel. */
export const DEFAULT_WSPACE: number = 0.75 / FIGURE_WIDTH + 0.02;

/** Where the panels' axes lie, before legends or colour bars take their share, and the figure's own size. */
export interface PanelGrid {
  readonly figure: { readonly width: number; readonly height: number };
  readonly axes: readonly Box[];
}

/** Free space between panels, as a share of a panel's mean width or height. */
export interface PanelSpacing {
  readonly nColumns: number;
  readonly hspace: number;
  readonly wspace?: number | undefined;
}

/**
 * Scanpy's arrangement: one panel has matplotlib's default axes (0.125, 0.11, 0.775, 0.77 of 6.4 × 4.8 in); several
 * stand in a grid whose cells are each as large as a default figure, widened by `wspace`.
 */
export function panelGrid(nPanels: number, spacing: PanelSpacing): PanelGrid {
  const width = FIGURE_WIDTH * LAYOUT_DPI;
  const height = FIGURE_HEIGHT * LAYOUT_DPI;
  if (nPanels === 1) {
    const axes = { x: 0.125 * width, y: 0.12 * height, width: 0.775 * width, height: 0.77 * height };
    return { figure: { width, height }, axes: [axes] };
  }
  const wspace = spacing.wspace ?? DEFAULT_WSPACE;
  const nx = Math.min(spacing.nColumns, nPanels);
  const ny = Math.ceil(nPanels / nx);
  const figure = { width: nx * width * (1 + wspace), height: ny * height };
  const left = 0.2 / nx;
  const bottom = 0.13 / ny;
  const right = 1 - (nx - 1) * left - 0.01 / nx;
  const top = 1 - (ny - 1) * bottom - 0.1 / ny;
  const cellWidth = (right - left) / (nx + wspace * (nx - 1));
  const cellHeight = (top - bottom) / (ny + spacing.hspace * (ny - 1));
  const axes = Array.from({ length: nPanels }, (_, i) => ({
    x: figure.width * (left + (i % nx) * cellWidth * (1 + wspace)),
    y: figure.height * (1 - top + Math.floor(i / nx) * cellHeight * (1 + spacing.hspace)),
    width: figure.width * cellWidth,
    height: figure.height * cellHeight,
  }));
  return { figure, axes };
}
