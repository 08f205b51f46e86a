/** Fetch again what a busy server put off, or a line lost. */

const BUSY = 503;
const LONGEST_PAUSE_S = 5;
/** After a line was lost, as when a phone changes its network. */
const PAUSES_MS = [500];

const wait = (/** @type {number} */ ms) => new Promise((go) => setTimeout(go, ms));

/**
 * Come again after the time that a busy server names, or a little after a line was lost.
 * @param {string} address @param {RequestInit} [options] @param {number[]} [pauses] before each further try
 * @returns {Promise<Response>}
 */
export async function fetchPatiently(address, options = {}, [pause, ...later] = PAUSES_MS) {
  const answer = fetch(address, options);
  if (pause === undefined) return answer;
  try {
    const response = await answer;
    if (response.status !== BUSY) return response;
    await wait(1000 * Math.min(LONGEST_PAUSE_S, Number(response.headers.get("Retry-After") ?? 1)));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    await wait(pause);
  }
  options.signal?.throwIfAborted();
  return fetchPatiently(address, options, later);
}
