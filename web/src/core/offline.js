/** What a site of plain files brings along instead of a server; `site.js` fills it. */

/**
 * @typedef {{ path: string, address: string, page: string, base: string, pictures: { png: string | null, svg: string | null }, files: Record<string, string | null> }} Addresses
 * `path` and `files` are as this page reaches them, the others as anybody does
 */

export const own = {
  /** @type {((path: string, query: Record<string, any>) => Promise<any>) | null} answers computed here */
  ask: null,
  /** @type {(() => Promise<Record<string, string>>) | null} the words of the tools */
  words: null,
  /** @type {(() => Promise<any[]>) | null} the features of the layer of places */
  places: null,
  /** @type {(() => Promise<any>) | null} the table of towns, null where the theatre has none */
  towns: null,
  /** @type {((given: Record<string, string>, query: URLSearchParams) => Addresses) | null} */
  addresses: null,
  /** @type {{ start: (kit: any) => void, count: (kit: any) => void } | null} what is drawn for who looks from near */
  near: null,
  /** kilometres between the distances that have an answer */
  step: 10,
};

/** The way from this page to the first folder of such a site; null where there is a server. */
export const root = () => document.body.dataset.root ?? null;

/** A path of the server, below the path of its public address if that has one. @param {string} path */
export const at = (path, { path: below } = document.body.dataset) => (below ? `/${below}${path}` : path);

/** The way to the pages of a language. @param {string} lang */
export const folder = (lang) => `${root()}${lang === "en" ? "" : `${lang}/`}`;
