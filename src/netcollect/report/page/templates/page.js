"use strict";
// The page is whole without this: it adds filters, sorting, folds all at once, and a switch for the colours.
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const say = (text) => { document.getElementById("said").textContent = text; };
  const show = (element) => { if (element) element.hidden = false; };

  // Filters: a row stays when it has every word, and none of the words behind a minus.
  const texts = new WeakMap();
  const textOf = (row) => {
    if (!texts.has(row)) texts.set(row, [...row.cells].map((cell) => cell.textContent).join(" ").toLowerCase());
    return texts.get(row);
  };
  const fits = (text, words) => words.every((word) =>
    word.length > 1 && word[0] === "-" ? !text.includes(word.slice(1)) : text.includes(word));

  const wordsOf = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);
  // The words of the filter for the whole page, which names devices.
  let names = [];
  const isNamed = (name) => fits(name.toLowerCase(), names);

  function filter(input) {
    const body = document.getElementById(input.dataset.filter).tBodies[0];
    const [told, only] = ["output", "[type=checkbox]"].map((each) => input.parentElement.querySelector(each));
    const words = wordsOf(input.value);
    let count = 0;
    for (const row of body.rows) {
      const stays = isNamed(row.cells[0].textContent) && fits(textOf(row), words) && (!only?.checked || "bad" in row.dataset);
      row.hidden = !stays;
      if (stays) count += 1;
    }
    const whole = body.rows.length;
    body.classList.toggle("none", count === 0);
    told.value = count < whole || words.length ? `${count.toLocaleString("en")} of ${whole.toLocaleString("en")}` : "";
  }

  const soon = (input, work) => {
    let timer = 0;
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(work, 120); });
  };

  for (const input of all("input[data-filter]")) {
    show(input.closest(".filter"));
    input.title = "Rows with all of these words; -word leaves rows out";
    soon(input, () => filter(input));
    input.parentElement.querySelector("[type=checkbox]")?.addEventListener("change", () => filter(input));
  }

  // The filter for the whole page: what is about none of the devices is hidden, in every section.
  const whole = document.getElementById("only-devices");
  const narrowed = document.getElementById("narrowed");

  function narrow() {
    names = wordsOf(whole.value);
    for (const part of all("[data-devices]")) {
      const about = all(".names > li, .who[data-name]", part).map((each) => each.dataset.name ?? each.textContent);
      part.hidden = !about.some(isNamed);
    }
    for (const rule of all("details.rule")) rule.hidden = all(".finding", rule).every((each) => each.hidden);
    for (const head of all("#changed > h3, #outliers > h3")) {
      let next = head.nextElementSibling;
      while (next?.matches(".absent, [data-devices][hidden]")) next = next.nextElementSibling;
      head.hidden = !next?.matches("[data-devices]");
    }
    for (const input of all("input[data-filter]")) filter(input);
    narrowed.hidden = names.length === 0;
    narrowed.querySelector("strong").textContent = names.join(" and ");
    say(names.length ? `Only devices whose names have ${names.join(" and ")}` : "All devices");
  }

  show(whole.parentElement);
  soon(whole, narrow);
  narrowed.querySelector("button").addEventListener("click", () => { whole.value = ""; narrow(); whole.focus(); });

  // Sorting: numbers inside texts count as numbers (Gi0/9 before Gi0/10); a third click brings back the first order.
  const natural = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const number = /^-?\d+(\.\d+)?$/;
  const compare = (one, other) => {
    if (number.test(one) && number.test(other)) return one - other;
    if (!one || !other) return (one ? 0 : 1) - (other ? 0 : 1);
    return natural.compare(one, other);
  };

  function sort(table, head) {
    const body = table.tBodies[0];
    table.first ??= [...body.rows];
    const next = { none: "ascending", ascending: "descending", descending: "none" }[head.ariaSort || "none"];
    for (const each of head.parentElement.cells) each.ariaSort = "none";
    head.ariaSort = next;
    const place = head.cellIndex;
    const rows = table.first.map((row) => [row.cells[place]?.textContent.trim() ?? "", row]);
    if (next !== "none") {
      const sign = next === "ascending" ? 1 : -1;
      rows.sort(([one], [other]) => (one && other ? sign : 1) * compare(one, other));
    }
    body.append(...rows.map(([, row]) => row));
    say(next === "none" ? "In the first order" : `Sorted by ${head.textContent}, ${next}`);
  }

  for (const table of all("table[data-sort]")) {
    for (const head of table.tHead.rows[0].cells) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      head.ariaSort = "none";
      button.addEventListener("click", () => sort(table, head));
    }
  }

  // Folds.
  for (const button of all("button[data-folds]")) {
    show(button.parentElement);
    const folds = () => all("details.change, details.table, details.rule", document.getElementById(button.dataset.folds));
    button.addEventListener("click", () => {
      for (const fold of folds()) fold.open = Boolean(button.dataset.open);
      say(button.dataset.open ? "Unfolded all" : "Folded all");
    });
  }

  // Evidence: a cell of the matrix shows it beside the matrix; without this it leads to it.
  const dialog = document.getElementById("evidence");
  document.getElementById("matrix")?.addEventListener("click", (event) => {
    const link = event.target.closest("td a");
    const found = link && document.querySelector(link.getAttribute("href"));
    if (!found) return;
    event.preventDefault();
    const rule = found.closest("details").querySelector("summary .what").cloneNode(true);
    const copy = found.cloneNode(true);
    copy.removeAttribute("id");
    dialog.querySelector("h2").replaceChildren(`${link.closest("tr").cells[0].textContent}: `, ...rule.childNodes);
    dialog.querySelector("div").replaceChildren(copy);
    dialog.showModal();
  });

  // On paper the changes are unfolded; the tables are as they are on the screen.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("details[data-print]:not([open])");
    for (const fold of opened) fold.open = true;
  });
  addEventListener("afterprint", () => { for (const fold of opened) fold.open = false; });

  // Colours: the system's, until somebody switches.
  const theme = document.getElementById("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light")) === "dark";
  const label = () => { theme.textContent = isDark() ? "Light" : "Dark"; };
  theme.addEventListener("click", () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
    label();
  });
  dark.addEventListener("change", label);
  label();
  show(theme);
})();
