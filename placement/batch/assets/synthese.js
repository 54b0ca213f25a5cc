(function () {
  "use strict";
  var table = document.querySelector("table"), body = table.tBodies[0];
  var heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
  function value(row, column) {
    var cell = row.cells[column];
    if (!cell.classList.contains("nombre")) { return cell.textContent; }
    return cell.dataset.v === "" ? null : Number(cell.dataset.v);
  }
  function compare(a, b) {
    return typeof a === "string" ? a.localeCompare(b, "fr", { numeric: true }) : a - b;
  }
  function sort(column) {
    var head = heads[column];
    var sign = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    var rows = Array.prototype.slice.call(body.rows);
    rows.sort(function (one, other) {
      var a = value(one, column), b = value(other, column);
      if (a === null || b === null) { return (a === null) - (b === null); }
      return sign * compare(a, b);
    });
    rows.forEach(function (row) { body.appendChild(row); });
    heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
    document.getElementById("annonce").textContent = "Tableau trié par " +
      head.textContent.toLowerCase() + (sign > 0 ? ", croissant." : ", décroissant.");
  }
  heads.forEach(function (head, column) {
    head.querySelector("button").addEventListener("click", function () { sort(column); });
  });
  window.placementCarte = { ready: true };
})();
