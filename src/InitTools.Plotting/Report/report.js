"use strict";
(function () {
  function valueOf(row, column) {
    const cell = row.cells[column];
    const text = cell.dataset.value === undefined ? cell.textContent.trim() : cell.dataset.value;
    if (text === "") return null;
    return cell.dataset.value === undefined ? text : Number(text);
  }

  // Empty cells and NaN last, whichever way it is sorted.
  function compare(a, b, direction) {
    const [noA, noB] = [a, b].map((value) => value === null || Number.isNaN(value));
    if (noA || noB) return Number(noA) - Number(noB);
    const order = typeof a === "number" && typeof b === "number" ? (a < b ? -1 : a > b ? 1 : 0) : String(a).localeCompare(String(b), "en", { numeric: true });
    return direction * order;
  }

  function sort(table, header) {
    const direction = header.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    for (const other of table.tHead.rows[0].cells) other.setAttribute("aria-sort", "none");
    header.setAttribute("aria-sort", direction === 1 ? "ascending" : "descending");
    const column = header.cellIndex;
    const body = table.tBodies[0];
    const keyed = Array.from(body.rows, (row) => ({ row, value: valueOf(row, column) }));
    keyed.sort((a, b) => compare(a.value, b.value, direction));
    body.append(...keyed.map((entry) => entry.row));
  }

  for (const table of document.querySelectorAll("table.sortable")) {
    for (const header of table.tHead.rows[0].cells) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...header.childNodes);
      header.append(button);
      header.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => sort(table, header));
    }
  }
})();
