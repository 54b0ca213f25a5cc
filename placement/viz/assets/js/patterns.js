// Fill patterns: what colour says, a texture says too.
const TEXTURES = {
  hatch: { size: 7, draw: (ink) => `<path d="M-1 8L8 -1M-1 1L1 -1M6 8L8 6" stroke="${ink}" stroke-width="1.1"/>` },
  dots: { size: 8, draw: (ink) => `<circle cx="2" cy="2" r="1.25" fill="${ink}"/><circle cx="6" cy="6" r="1.25" fill="${ink}"/>` },
  plus: { size: 12, draw: (ink) => `<path d="M6 2.5v7M2.5 6h7" stroke="${ink}" stroke-width="1.7"/>` },
  cross: { size: 12, draw: (ink) => `<path d="M3 3l6 6M9 3l-6 6" stroke="${ink}" stroke-width="1.7"/>` },
};

function isDark(colour) {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return 0.299 * r + 0.587 * g + 0.114 * b < 120;
}

function fill(colour, texture) {
  if (!texture || texture === "plain") return colour;
  const id = `motif-${texture}-${colour.slice(1)}`;
  if (!document.getElementById(id)) {
    const { size, draw } = TEXTURES[texture];
    const ink = isDark(colour) ? "rgba(255,255,255,.75)" : "rgba(23,32,46,.6)";
    document.getElementById("motifs").insertAdjacentHTML(
      "beforeend",
      `<pattern id="${id}" width="${size}" height="${size}" patternUnits="userSpaceOnUse"><rect width="${size}" height="${size}" fill="${colour}"/>${draw(ink)}</pattern>`,
    );
  }
  return `url(#${id})`;
}

function swatch(colour, texture) {
  const holder = el("span", { class: "swatch", "aria-hidden": "true" });
  holder.innerHTML = `<svg width="100%" height="100%"><rect width="100%" height="100%" fill="${fill(colour, texture)}"/></svg>`;
  return holder;
}
