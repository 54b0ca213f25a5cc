"use strict";
// Numbers and elements, in French; text always enters the page as text, never as HTML.
const SPACE = "\u202f";
const wholeNumber = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 0 });

// halves away from zero, as in the tables beside the map
function halfUp(value) {
  return Math.sign(value) * Math.floor(Math.abs(value) + 0.5) + 0;
}

function whole(value) {
  return value === null ? "—" : wholeNumber.format(halfUp(value)).replace(/\s/g, SPACE).replace("-", "−");
}

function signed(text, value) {
  return (value > 0 ? "+" : "") + text;
}

// minutes to the unit, under ten to the tenth; percentages and points to the unit
function quantity(value, unit) {
  const tenths = unit === "min" && Math.abs(value) < 10 && !Number.isInteger(value);
  const text = tenths ? value.toFixed(1).replace(".", ",").replace("-", "−") : whole(value);
  return text + SPACE + unit;
}

// a count of people is null where it is masked: too small to be told, or telling another one
const MASKED = "masqué";

function count(value) {
  return value === null ? MASKED : whole(value);
}

function people(value) {
  if (value === null) return MASKED;
  return whole(value) + (halfUp(value) < 2 ? " jeune" : " jeunes");
}

function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "class") node.className = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

function replaceContent(id, ...children) {
  document.getElementById(id).replaceChildren(...children);
}

function definitions(className, rows) {
  const list = el("dl", { class: className });
  for (const [term, text] of rows) if (text) list.append(el("dt", {}, term), el("dd", {}, text));
  return list;
}

function svg(content, className) {
  const holder = el("span", { class: className || "" });
  holder.innerHTML = `<svg viewBox="0 0 28 28" aria-hidden="true">${content}</svg>`; // constants of the page only
  return holder;
}
