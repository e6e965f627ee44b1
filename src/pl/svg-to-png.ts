import { fontFiles } from "./fonts.js";

/** The SVG as a PNG file, `zoom` pixels per SVG unit. Fonts come from the package only: no system font is looked for. */
export async function svgToPng(svg: string, zoom: number): Promise<Uint8Array> {
  // Loaded here: the native renderer takes longer to load than all of this package's plotting.
  const { renderAsync } = await import("@resvg/resvg-js");
  const image = await renderAsync(svg, {
    fitTo: { mode: "zoom", value: zoom },
    font: { loadSystemFonts: false, fontFiles: fontFiles(), defaultFontFamily: "DejaVu Sans" },
  });
  return image.asPng();
}
