"use strict";
// What a page does for its reader, by itself: search, sort, filter, copy, enlarge. Without it all is read all the same.
document.documentElement.classList.add("runs");
const all = (query, inside = document) => [...inside.querySelectorAll(query)];

// --- the contents stay open where there is room beside the text
const contents = document.querySelector(".contents details");
if (contents && innerWidth < 1000) contents.removeAttribute("open");

// --- a formula that is wider than a phone is scrolled by keyboard, too
for (const formula of all("p:has(> math)")) if (formula.scrollWidth > formula.clientWidth) formula.tabIndex = 0;

// --- search, on the first page: its entries are [address, heading, words]
const index = document.getElementById("search");
if (index) {
  const box = document.getElementById("q"), section = document.getElementById("results");
  const said = section.querySelector(".found"), list = section.querySelector("ol");
  const entries = JSON.parse(index.textContent).map(entry => [...entry, entry.join(" ").toLowerCase()]);
  const look = () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    section.hidden = !words.length;
    const found = words.length ? entries.filter(entry => words.every(word => entry[3].includes(word))) : [];
    said.textContent = found.length ? said.dataset.found.replace("{n}", found.length) : said.dataset.none;
    list.replaceChildren(...found.slice(0, 60).map(([address, heading, text]) => {
      const item = document.createElement("li"), link = document.createElement("a");
      const at = Math.max(0, text.toLowerCase().indexOf(words[0]) - 60);
      link.href = address; link.textContent = heading || address;
      item.append(link, document.createElement("br"), (at ? "…" : "") + text.slice(at, at + 220));
      return item;
    }));
  };
  box.value = new URLSearchParams(location.search).get("q") || "";
  box.addEventListener("input", look);
  box.form.addEventListener("submit", event => { event.preventDefault(); look(); });
  look();
}

// --- a link into something folded opens it
const open = () => {
  const at = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let up = at && at.parentElement; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
  if (at) at.scrollIntoView();
};
addEventListener("hashchange", open); open();

// --- tables: a click on a heading sorts, numbers as numbers, what is missing last
const indonesian = document.documentElement.lang === "id";
const value = cell => {
  const text = cell.textContent.replace(/[<≤]\s*/, "").trim(), found = text.match(/^[−+-]?[\d.,]+/);
  if (!text || text === "–") return null;
  if (!found || cell.matches("td:not([style*='right'])") && !/^[−+-]?[\d.,]+\s*%?$/.test(text)) return text.toLowerCase();
  const plain = found[0].replace("−", "-");
  return Number(indonesian ? plain.replace(/\./g, "").replace(",", ".") : plain.replace(/,/g, ""));
};
const order = (a, b) => a === null ? 1 : b === null ? -1 : typeof a === typeof b && typeof a === "number" ? a - b : String(a).localeCompare(String(b), document.documentElement.lang);
for (const table of all("table[data-name]")) {
  const body = table.tBodies[0];
  if (!body || body.rows.length < 3) continue;
  all("thead th", table).forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button"; button.className = "sort"; button.append(...head.childNodes); head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      all("thead th", table).forEach(other => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      table.classList.add("sorted");
      const rows = [...body.rows].map(row => [value(row.cells[column]), row]);
      rows.sort(([a], [b]) => (down && a !== null && b !== null ? -1 : 1) * order(a, b));
      body.append(...rows.map(([, row]) => row));
    });
  });
}
const beside = control => control.closest(".tools").previousElementSibling.querySelector("table");
for (const input of all(".filter")) {
  if (beside(input).tBodies[0].rows.length < 8) { input.remove(); continue; }
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase();
    beside(input).classList.add("sorted");
    for (const row of beside(input).tBodies[0].rows) row.hidden = !row.textContent.toLowerCase().includes(words);
  });
}
// --- copied cells are what Excel reads as numbers: a plain minus, no thousands marks, the decimals of the language
const cell = text => text.trim().replace(/\s+/g, " ").replace(/^(−?)([\d.,]+)(\s*%)?$/, (_, sign, digits, percent = "") =>
  (sign && "-") + digits.replace(indonesian ? /\./g : /,/g, "") + percent.trim());
for (const button of all("button.copy")) {
  button.addEventListener("click", () => {
    const lines = [...beside(button).rows].filter(row => !row.hidden && !row.closest("tfoot"));
    const text = lines.map(row => [...row.cells].map(one => cell(one.textContent)).join("\t")).join("\n");
    const area = document.createElement("textarea");
    area.value = text; document.body.append(area); area.select(); document.execCommand("copy"); area.remove();
    button.classList.add("did"); setTimeout(() => button.classList.remove("did"), 1500);
  });
}

// --- figures: a tap makes one as large as the window; the same, or Escape, puts it back
const enlarge = figure => { figure.classList.toggle("large"); document.body.classList.toggle("covered", figure.classList.contains("large")); };
for (const button of all(".enlarge")) button.addEventListener("click", () => enlarge(button.closest("figure")));
for (const drawing of all(".drawing")) drawing.addEventListener("click", event => event.target.closest("a") || enlarge(drawing.closest("figure")));
addEventListener("keydown", event => { if (event.key === "Escape") all("figure.large").forEach(enlarge); });
