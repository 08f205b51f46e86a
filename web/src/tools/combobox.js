/** A text field with a list of what it can mean: keyboard and screen reader as ARIA's combobox. */
import { announce, h } from "../core/dom.js";
import { t } from "../core/words.js";
/** @typedef {import("./finder.js").Entry} Entry */

let count = 0;

/**
 * @param {HTMLInputElement} input
 * @param {{ find: (query: string) => Promise<{ entries: Entry[], question?: string }>, choose: (entry: Entry) => void, empty?: string }} options
 */
export function makeCombobox(input, { find, choose, empty }) {
  count += 1;
  const list = h("ul", { class: "options", id: `options-${count}`, role: "listbox", hidden: true, "aria-label": input.getAttribute("aria-label") ?? input.labels?.[0]?.textContent ?? "" });
  const note = h("p", { class: "options note-line", hidden: true });
  input.parentElement?.classList.add("combobox");
  input.after(list, note);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })) input.setAttribute(name, value);
  /** @type {Entry[]} */
  let shown = [];
  let active = -1;
  let asked = 0;
  /** What was chosen last: coming back to it opens no list. */
  let taken = "";

  async function ask() {
    const mine = ++asked;
    const query = input.value.trim();
    if (!query) return close();
    const { entries, question } = await find(query).catch(() => ({ entries: /** @type {Entry[]} */ ([]), question: t("err.mapfail") }));
    if (mine !== asked || document.activeElement !== input) return;
    shown = entries;
    active = -1;
    list.replaceChildren(...entries.map(makeOption));
    list.hidden = !entries.length;
    note.hidden = Boolean(entries.length && !question);
    note.textContent = question ?? (entries.length ? "" : (empty ?? t("tool.search_none", { q: query })));
    input.setAttribute("aria-expanded", String(entries.length > 0));
    input.removeAttribute("aria-activedescendant");
    announce(question ?? (entries.length ? entries.length === 1 ? t("search.result_one") : t("search.results", { n: entries.length }) : note.textContent ?? ""));
  }

  /** @param {Entry} entry @param {number} number */
  function makeOption(entry, number) {
    const option = h("li", { role: "option", id: `${list.id}-${number}`, "aria-selected": "false" },
      h("span", {}, entry.name), h("span", { class: "option-kind" }, [entry.other !== entry.name && entry.other, entry.kind].filter(Boolean).join(" · ")));
    option.addEventListener("pointerdown", (event) => event.preventDefault());
    option.addEventListener("click", () => take(entry));
    return option;
  }

  /** @param {number} next */
  function mark(next) {
    active = (next + shown.length) % shown.length;
    [...list.children].forEach((one, number) => one.setAttribute("aria-selected", String(number === active)));
    list.children[active]?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", `${list.id}-${active}`);
  }

  /** @param {Entry} entry */
  function take(entry) {
    close();
    choose(entry);
    taken = input.value;
  }

  function close() {
    asked += 1;
    shown = [];
    list.hidden = note.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  input.addEventListener("input", ask);
  input.addEventListener("focus", () => input.value && input.value !== taken && ask());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && shown.length) mark(active + 1);
    else if (event.key === "ArrowUp" && shown.length) mark(active < 0 ? -1 : active - 1);
    else if (event.key === "Enter" && shown.length) take(shown[Math.max(0, active)]);
    else if (event.key === "Escape" && (shown.length || !note.hidden)) close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  if (document.activeElement === input) ask();
}
