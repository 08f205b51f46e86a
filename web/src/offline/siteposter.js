/** The poster of an embed among plain files: another view than the default starts the map at once. */
import vocabulary from "../core/vocabulary.js";
import "../embed/poster.js";
import { tellCorrections } from "../embed/pinned.js";
import { readNames } from "../core/query.js";

const given = readNames(location.search);

/** An article has frames of its own, in its folder; of one that is not there, there are none. */
const article = given.get("article") ?? "";
const folder = /\/articles\/([^/]+)\/embed\//.exec(location.pathname)?.[1];
const isElsewhere = /^[a-z0-9][a-z0-9._-]*$/.test(article) && article !== folder;
if (isElsewhere) {
  given.delete("article");
  location.replace(new URL(`${folder ? "../../" : "../articles/"}${article}/embed/index.html?${given}`, location.href).href);
}
const { shown, figures } = vocabulary.view;
const VIEW = [...shown.filter((name) => name !== "article" && name !== "claim"), ...figures.distance, "origins", "units"];
const tap = /** @type {HTMLAnchorElement | null} */ (document.querySelector("a.tap"));
const told = given.has("claim") || given.get("tool") === "story";

if (tap) {
  const live = new URL(told ? tap.href.replace(/live\.html$/, "story.html") : tap.href);
  live.search = location.search;
  live.hash = location.hash;
  tap.href = live.href;
  if (!isElsewhere && (told || VIEW.some((name) => given.has(name)))) location.replace(live.href);
}
const theme = given.get("theme");
if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
const title = given.get("title")?.slice(0, 120);
if (title) {
  const heading = document.querySelector("h1");
  if (heading) heading.textContent = title;
  document.title = title;
}
if (given.get("legend") === "0") document.querySelector(".legend")?.remove();
for (const name of ["caption", "credit"]) {
  const text = given.get(name)?.slice(0, 400);
  const line = document.createElement("p");
  line.textContent = text ?? "";
  if (text) document.querySelector(".lines")?.prepend(line);
}

// After the poster is there: two requests are enough before that.
addEventListener("load", () => setTimeout(() => tellCorrections().catch(() => {}), 500));
