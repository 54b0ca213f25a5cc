// The current view as a picture: drawn again as one SVG, then as pixels, with nothing fetched.
const PICTURE = { side: 300, pad: 18, font: '"DejaVu Sans", "Segoe UI", Roboto, Arial, sans-serif', scale: 2, ink: "#17202e", soft: "#4a5568" };
const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const PICTURE_PANES = ["ground", "overlay", "reach", "roads", "limits", "outlines", "areas", "links", "circles"];

function escaped(text) {
  return String(text).replace(/[&<>"]/g, (letter) => ESCAPES[letter]);
}

function measured(text, size, weight) {
  measured.canvas ||= document.createElement("canvas").getContext("2d");
  measured.canvas.font = `${weight} ${size}px ${PICTURE.font}`;
  return measured.canvas.measureText(text).width;
}

// a paragraph in lines of at most so many pixels; -> { svg, bottom }
function paragraph(text, { x, y, width, size, weight = 400, colour = PICTURE.ink, leading = 1.35 }) {
  const lines = [];
  for (const word of text.split(/ +/)) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && measured(longer, size, weight) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  const rows = lines.map((line, rank) => `<text x="${x}" y="${y + size + rank * size * leading}" font-size="${size}" font-weight="${weight}" fill="${colour}">${escaped(line)}</text>`);
  return { svg: rows.join(""), bottom: y + lines.length * size * leading };
}

// the drawings of a pane where they stand in the map
function paneDrawing(page, name, frame) {
  return [...page.map.getPane(name === "overlay" ? "overlayPane" : name).querySelectorAll("svg")].map((node) => {
    const box = node.getBoundingClientRect();
    return `<svg x="${box.left - frame.left}" y="${box.top - frame.top}" width="${box.width}" height="${box.height}" viewBox="${node.getAttribute("viewBox")}">${innerSvg(node)}</svg>`;
  }).join("");
}

function innerSvg(node) {
  return [...node.childNodes].map((child) => new XMLSerializer().serializeToString(child)).join("");
}

function markDrawings(frame) {
  const level = (node) => Number(node.style.zIndex) || 0;
  return [...document.querySelectorAll(".leaflet-marker-pane .mark")].sort((a, b) => level(a) - level(b)).map((node) => {
    const box = node.getBoundingClientRect();
    return `<svg x="${box.left - frame.left}" y="${box.top - frame.top}" width="${box.width}" height="${box.height}" viewBox="0 0 28 28" overflow="visible">${innerSvg(node.querySelector("svg"))}</svg>`;
  }).join("");
}

function dotDrawings(frame) {
  return [...document.querySelectorAll(".dot")].map((node) => {
    const box = node.getBoundingClientRect();
    return `<circle cx="${box.left - frame.left + 3}" cy="${box.top - frame.top + 3}" r="2.5" fill="#515b69"/>`;
  }).join("");
}

function nameDrawings(frame) {
  return [...document.querySelectorAll(".name")].map((node) => {
    const [box, look] = [node.getBoundingClientRect(), getComputedStyle(node)];
    const size = parseFloat(look.fontSize);
    return `<text x="${box.left - frame.left}" y="${box.top - frame.top + size}" font-size="${size}" font-weight="${look.fontWeight}" font-style="${look.fontStyle}" fill="${look.color}" stroke="#ffffff" stroke-width="3" stroke-linejoin="round" paint-order="stroke">${escaped(node.textContent)}</text>`;
  }).join("");
}

function mapDrawing(page) {
  const frame = page.map.getContainer().getBoundingClientRect();
  const panes = PICTURE_PANES.map((name) => paneDrawing(page, name, frame)).join("");
  return { width: frame.width, height: frame.height, svg: panes + dotDrawings(frame) + markDrawings(frame) + nameDrawings(frame) };
}

// the legend of the page, line by line
function legendDrawing({ x, y, width }) {
  let [svg, top] = ["", y];
  for (const node of document.querySelectorAll("#legende h3, #legende summary, #legende li")) {
    if (node.tagName !== "LI") {
      const title = paragraph(node.textContent, { x, y: top + (top > y ? 8 : 0), width, size: 13.5, weight: 700 });
      [svg, top] = [svg + title.svg, title.bottom + 5];
      continue;
    }
    const drawing = node.querySelector("svg");
    const [wide, high] = drawing.hasAttribute("viewBox") || drawing.closest(".swatch") ? [28, 19] : [Number(drawing.getAttribute("width")), Number(drawing.getAttribute("height"))];
    const label = node.querySelector(".long")?.textContent ?? node.textContent;
    const text = paragraph(label, { x: x + Math.max(wide, 28) + 9, y: top + Math.max(0, (high - 17) / 2), width: width - Math.max(wide, 28) - 9, size: 12.5 });
    svg += `<svg x="${x}" y="${top}" width="${wide}" height="${high}" ${drawing.getAttribute("viewBox") ? `viewBox="${drawing.getAttribute("viewBox")}"` : ""}>${innerSvg(drawing)}</svg>${text.svg}`;
    if (drawing.closest(".swatch")) svg += `<rect x="${x}" y="${top}" width="${wide}" height="${high}" fill="none" stroke="#6b7686"/>`;
    top = Math.max(text.bottom, top + high) + 4;
  }
  return { svg, bottom: top };
}

function scaleDrawing(x, y) {
  const bar = document.querySelector(".leaflet-control-scale-line");
  const width = bar.offsetWidth;
  return `<g stroke="${PICTURE.ink}" fill="none" stroke-width="2"><path d="M${x} ${y - 6}v6h${width}v-6"/></g><text x="${x + width / 2}" y="${y - 8}" text-anchor="middle" font-size="12" fill="${PICTURE.ink}">${escaped(bar.textContent)}</text>`
    + `<g transform="translate(${x + width + 26} ${y - 34})"><path d="M12 1l7 22-7-5-7 5z" fill="${PICTURE.ink}"/><text x="12" y="35" text-anchor="middle" font-size="12" font-weight="700" fill="${PICTURE.ink}">N</text></g>`;
}

function faceText(page) {
  const { data } = page;
  const told = (id) => document.getElementById(id).textContent;
  return { over: `${data.title} · ${data.scenario}`, title: told("titre"), detail: `${told("titre-detail")} · ${data.date} · ${audience(data)}`,
    notices: data.notices.map((text) => `⚠ ${text}`).join(" · "), sources: `Sources : ${data.credits.join(" ; ")}. Projection : Mercator (EPSG:3857).` };
}

function pictureSvg(page) {
  const { side, pad } = PICTURE;
  const map = mapDrawing(page);
  const beside = map.width >= 2 * side; // on a phone the legend goes under the map
  const width = beside ? map.width + side : map.width;
  const face = faceText(page);
  let top = pad;
  let head = "";
  for (const [text, size, weight, colour] of [[face.over, 13, 600, "#1d4e89"], [face.title, 20, 700, PICTURE.ink], [face.detail, 13.5, 400, PICTURE.soft], [face.notices, 12.5, 700, "#5c3a00"]]) {
    if (!text) continue;
    const drawn = paragraph(text, { x: pad, y: top, width: width - 2 * pad, size, weight, colour });
    [head, top] = [head + drawn.svg, drawn.bottom + 3];
  }
  top += 9;
  const under = top + map.height;
  const left = beside ? map.width + pad : pad;
  const legend = legendDrawing({ x: left, y: beside ? top + 4 : under + 12, width: side - 2 * pad });
  const bottom = Math.max(under, legend.bottom + 60);
  const sources = paragraph(face.sources, { x: pad, y: bottom + 8, width: width - 2 * pad, size: 11.5, colour: PICTURE.soft });
  const height = Math.ceil(sources.bottom + pad);
  const defs = document.getElementById("motifs").innerHTML;
  return { width, height, svg: `<svg xmlns="${document.querySelector("svg").namespaceURI}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family='${PICTURE.font}'><defs>${defs}</defs><rect width="100%" height="100%" fill="#ffffff"/>${head}`
    + `<svg x="0" y="${top}" width="${map.width}" height="${map.height}" viewBox="0 0 ${map.width} ${map.height}"><rect width="100%" height="100%" fill="#e6eaee"/>${map.svg}</svg>`
    + `${legend.svg}${scaleDrawing(left, bottom - 12)}${sources.svg}</svg>` };
}

// -> a canvas of the picture
async function pictureOf(page) {
  page.map.closePopup();
  const { svg, width, height } = pictureSvg(page);
  const image = new Image();
  await new Promise((done, failed) => {
    [image.onload, image.onerror] = [done, () => failed(new Error("picture"))];
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  });
  const canvas = el("canvas", { width: Math.round(width * PICTURE.scale), height: Math.round(height * PICTURE.scale) });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

async function savePicture(page) {
  try {
    const canvas = await pictureOf(page);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
    const address = URL.createObjectURL(blob);
    el("a", { href: address, download: `${plain(`carte ${page.data.title} ${page.data.scenario} ${page.state.theme}`).replace(/ /g, "-")}.png` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
    const tiles = page.state.background === "aucun" ? "" : " Le fond venu d'internet n'y figure pas.";
    say(`Image enregistrée dans vos téléchargements.${tiles}`, { seen: true });
  } catch {
    say("L'image n'a pas pu être faite ; imprimez la page en PDF à la place.", { seen: true });
  }
}

// on paper the map takes the width of a page; back on screen, the view is what it was
function buildPrinting(page) {
  let former = null;
  window.addEventListener("beforeprint", () => {
    former = { centre: page.map.getCenter(), zoom: page.map.getZoom(), bounds: page.map.getBounds(), moved: page.moved };
    page.printing = true;
    document.querySelector(".page").append(document.getElementById("panneau")); // the map first, then the figures
    document.body.classList.add("printing");
    for (const details of document.querySelectorAll("#legende details")) details.open = true;
    page.map.invalidateSize({ animate: false });
    if (former.moved) page.map.fitBounds(former.bounds, { animate: false });
    else frame(page);
    drawNames(page);
  });
  window.addEventListener("afterprint", () => {
    document.body.classList.remove("printing");
    document.querySelector(".stage").before(document.getElementById("panneau"));
    page.map.invalidateSize({ animate: false });
    page.map.setView(former.centre, former.zoom, { animate: false });
    page.printing = false;
    drawNames(page);
  });
}
