"use strict";
// Words and tables: what the maps show is written too.
const UNITS = { minutes: "min" };

function minutesText(value) {
  return value === null ? "—" : quantity(value, UNITS.minutes);
}

function changeText(value) {
  if (value === null) return "—";
  const text = quantity(value, UNITS.minutes);
  return /[1-9]/.test(text) ? signed(text, value) : "=";
}

function countText(value, masked) {
  return value === masked ? masked : whole(value);
}

// null first or last whatever the order; words by the French alphabet
function compareCells(one, other, direction) {
  if (one === null || other === null) return one === other ? 0 : one === null ? 1 : -1;
  const order = typeof one === "string" && typeof other === "string" ? one.localeCompare(other, "fr") : typeof one === "string" ? 1 : typeof other === "string" ? -1 : one - other;
  return direction * order;
}

// a table whose columns sort; each column: {label, value(row), cell(row)}
function sortableTable({ head, body, columns, rows, order, onSort }) {
  const sorted = rows.slice().sort((a, b) => compareCells(columns[order.at].value(a), columns[order.at].value(b), order.direction) || a - b);
  head.replaceChildren(...columns.map((column, at) => el("th", { scope: "col", "aria-sort": at === order.at ? (order.direction > 0 ? "ascending" : "descending") : "none" },
    el("button", { type: "button", onclick: () => onSort(at) }, column.label))));
  body.replaceChildren(...sorted.map((row) => el("tr", {}, ...columns.map((column, at) => column.cell(row, at)))));
}
