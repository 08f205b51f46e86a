/** A text field with a list of what it can mean: keyboard and screen reader as ARIA's combobox. */
import { announce, h } from "../core/dom.js";
import { t } from "../core/words.js";
/** @typedef {import("./finder.js").Entry} Entry */

/** @typedef {{ entries: Entry[], question?: string, wait?: Promise<void> | null, lacking?: boolean }} Found `wait` is for more that is on its way, `lacking` that it did not come */

let count = 0;

/** What a search found, as a list tells it. @param {{ entries: Entry[], more: import("./finder.js").More }} found @returns {Found} */
export const told = ({ entries, more }) => ({ entries, wait: more.done, lacking: more.failed });

/**
 * @param {HTMLInputElement} input
 * @param {{ find: (query: string) => Promise<Found>, choose: (entry: Entry) => void, empty?: string }} options
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
  let last = "";
  /** What was chosen last: coming back to it opens no list. */
  let taken = "";
  /** What is pressed stays where it is: more that comes waits until the finger is up again. */
  let pressed = Promise.resolve();
  let release = () => {};

  async function ask() {
    const mine = ++asked;
    const query = input.value.trim();
    if (!query) return close();
    const found = await find(query).catch(() => ({ entries: /** @type {Entry[]} */ ([]), question: t("err.mapfail") }));
    await pressed;
    if (mine !== asked || document.activeElement !== input) return;
    show(found, query);
    // What comes later is looked through too, while this is still what is asked.
    await /** @type {Found} */ (found).wait;
    if (/** @type {Found} */ (found).wait && mine === asked && document.activeElement === input) ask();
  }

  /** @param {Found} found @param {string} query */
  function show({ entries, question, wait, lacking }, query) {
    const chosen = query === last ? shown[active]?.ref : undefined;
    last = query;
    shown = entries;
    active = -1;
    list.replaceChildren(...entries.map(makeOption));
    list.hidden = !entries.length;
    const missing = wait ? t("search.wait") : lacking ? t("search.lacking") : (empty ?? t("tool.search_none", { q: query }));
    note.hidden = Boolean(entries.length && !question);
    note.textContent = question ?? (entries.length ? "" : missing);
    input.setAttribute("aria-expanded", String(entries.length > 0));
    input.removeAttribute("aria-activedescendant");
    announce(question ?? (entries.length ? entries.length === 1 ? t("search.result_one") : t("search.results", { n: entries.length }) : missing));
    // More results leave the one that the keys had reached where it is.
    const again = chosen ? entries.findIndex((one) => one.ref === chosen) : -1;
    if (again >= 0) mark(again);
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

  list.addEventListener("pointerdown", () => {
    pressed = new Promise((done) => (release = done));
  });
  // After the click, which follows at once.
  for (const kind of ["pointerup", "pointercancel"]) window.addEventListener(kind, () => setTimeout(release));
  // What was typed before this came is looked for too.
  if (input === document.activeElement && input.value) ask();
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
