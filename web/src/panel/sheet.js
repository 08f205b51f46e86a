/** On a phone the panel is a sheet with three stops: drawn by its grip, by clicks, by the arrow keys. */
import { byId, h } from "../core/dom.js";
import { emit, onAny } from "../core/store.js";
import { t } from "../core/words.js";

const STOPS = ["peek", "half", "full"];
/** What a finger may tremble before it draws. */
const SLACK_PX = 6;
/** What stands for a pane that is down: what it says first. */
const HEADLINES = ".answer, h2";
const LINES = ".claim-text, p:not(.eyebrow, .answer, .voice)";

const root = document.documentElement;
/** Where the sheet is. */
const now = () => root.dataset.sheet ?? "half";

export function makeGrip() {
  const grip = h("button", { type: "button", class: "grip", title: t("tool.raise") });
  grip.addEventListener("keydown", ({ key }) => {
    if (key === "ArrowUp" || key === "ArrowDown") step(key === "ArrowUp" ? 1 : -1);
  });
  // A drag ends in a click, which is none.
  let drawn = false;
  grip.addEventListener("click", () => !drawn && setSheet(STOPS[(STOPS.indexOf(now()) + 1) % STOPS.length]));
  grip.addEventListener("pointerdown", (event) => {
    drawn = false;
    draw(grip, event, () => (drawn = true));
  });
  onAny(["claim", "closed", "opened", "tab"], () => now() === "peek" && tell(grip));
  root.dataset.sheet = now();
  tell(grip);
  return grip;
}

/** @param {string} stop */
export function setSheet(stop) {
  root.dataset.sheet = stop;
  root.style.removeProperty("--sheet");
  const grip = document.querySelector(".grip");
  if (grip) tell(/** @type {HTMLElement} */ (grip));
  emit("layout");
}

/** Something wants to be read: the sheet does not stay down. */
export function raise() {
  if (now() === "peek") setSheet("half");
}

/** @param {number} by */
const step = (by) => setSheet(STOPS[Math.max(0, Math.min(STOPS.length - 1, STOPS.indexOf(now()) + by))]);

/** The sheet follows the finger, and settles at the nearest stop. @param {HTMLElement} grip @param {PointerEvent} start @param {() => void} begin */
function draw(grip, start, begin) {
  const panel = /** @type {HTMLElement} */ (byId("panel"));
  const height = panel.clientHeight;
  let moved = 0;
  const follow = (/** @type {PointerEvent} */ { clientY }) => {
    moved = start.clientY - clientY;
    if (Math.abs(moved) < SLACK_PX) return;
    begin();
    root.style.setProperty("--sheet", `${height + moved}px`);
  };
  // A link that comes to lie where the mouse went down would be dragged in the sheet's place.
  const stay = (/** @type {Event} */ event) => event.preventDefault();
  const end = () => {
    grip.removeEventListener("pointermove", follow);
    panel.removeEventListener("dragstart", stay);
    if (Math.abs(moved) >= SLACK_PX) setSheet(settle(height + moved));
  };
  grip.setPointerCapture(start.pointerId);
  grip.addEventListener("pointermove", follow);
  panel.addEventListener("dragstart", stay);
  grip.addEventListener("lostpointercapture", end, { once: true });
}

/** The stop whose height is nearest. @param {number} height */
function settle(height) {
  const whole = byId("stage")?.clientHeight ?? 0;
  const heights = [96, whole * 0.46, whole * 0.92];
  const off = heights.map((one) => Math.abs(one - height));
  return STOPS[off.indexOf(Math.min(...off))];
}

/** The grip says what the sheet would show, where it is down. @param {HTMLElement} grip */
function tell(grip) {
  const down = now() === "peek";
  grip.setAttribute("aria-expanded", String(!down));
  if (!down) {
    grip.setAttribute("aria-label", t("tool.raise"));
    return grip.replaceChildren();
  }
  grip.removeAttribute("aria-label");
  const shown = byId("card")?.hidden === false ? byId("card") : document.querySelector(".pane:not([hidden])");
  const part = shown?.querySelector("#first:not([hidden]), .stop:not([hidden])") ?? shown;
  const headline = part?.querySelector(HEADLINES);
  const line = [...(part?.querySelectorAll(LINES) ?? [])].find((one) => one !== headline && one.textContent);
  grip.replaceChildren(h("strong", {}, headline?.textContent), h("span", {}, line?.textContent));
}
