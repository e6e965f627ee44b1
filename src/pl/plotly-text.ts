/** Text that Plotly shows as it is: it reads a few HTML tags and entities in names, titles and annotations. */
export function plotlyText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Text inside a hover template, where braces and percent signs are fields too. */
export function hoverText(text: string): string {
  return plotlyText(text.replace(/[%{}]/g, ""));
}
