/** Questions to the server, or to the page itself where it has none: one at a time, told when they take long, errors in its own words. */
import { announce, h } from "./dom.js";
import { at, own } from "./offline.js";
import { fetchPatiently } from "./patience.js";
import { has, lang, t } from "./words.js";

const TELL_MS = 300;
/** By name, so that what goes wrong is told in words for readers. */
const HEADERS = { Accept: "application/json, application/problem+json" };

/**
 * @param {string} path @param {Record<string, any>} query null and empty are left out
 * @param {AbortSignal} [signal]
 */
export async function ask(path, query, signal) {
  if (own.ask) return own.ask(path, query);
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const response = await fetchPatiently(`${at(path)}?${new URLSearchParams(given)}`, { signal, headers: HEADERS });
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(explain(body) ?? t("err.server", { id: response.headers.get("X-Request-ID") ?? "–" }));
  return body;
}

/** What is wrong, in words for readers: the server's own name references and parameters. @param {any} body @returns {string | undefined} */
const explain = ({ detail, code, message }) => message?.[lang()] ?? (has(`problem.${code}`) ? t(`problem.${code}`) : detail);

/** A runner that lets only the last question win and shows that it works. @param {HTMLElement} box */
export function makeRunner(box) {
  let last = new AbortController();
  /** @param {(signal: AbortSignal) => Promise<void>} work */
  return async (work) => {
    last.abort();
    const mine = (last = new AbortController());
    const timer = setTimeout(() => {
      box.setAttribute("aria-busy", "true");
      if (!box.childElementCount) box.replaceChildren(h("p", { class: "small waiting" }, t("state.computing")));
    }, TELL_MS);
    try {
      await work(mine.signal);
    } catch (error) {
      if (mine.signal.aborted) return;
      const text = error instanceof TypeError ? t("state.offline_ask") : /** @type {Error} */ (error).message;
      box.replaceChildren(h("p", { class: "note", role: "alert" }, text));
    } finally {
      clearTimeout(timer);
      if (last === mine) box.removeAttribute("aria-busy");
    }
  };
}

/** @param {string} text */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    announce(t("distance.copied"));
    return true;
  } catch {
    announce(t("err.copy"));
    return false;
  }
}

/** A button that copies and says so. @param {string} label @param {() => string | Promise<string>} text */
export function copyButton(label, text) {
  const button = h("button", { type: "button", class: "button" }, label);
  button.addEventListener("click", async () => {
    const done = await copy(await text());
    button.textContent = t(done ? "distance.copied" : "err.copy");
    setTimeout(() => (button.textContent = label), 2000);
  });
  return button;
}

/** The sentence with its method and the page that shows it, as a newsroom pastes it. @param {any} answer @param {"en" | "ja"} language @param {"distance" | "coverage"} kind @param {string | null} page */
export const sentenceWithSource = (answer, language, kind, page) => [answer.sentence[language], `${t(`method.${kind}.${language}`)} ${page ?? answer.inputs.url}`].join("\n");
