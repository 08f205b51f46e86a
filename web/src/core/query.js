/** Query strings: pure functions, no page. */

const ESCAPED = /^(?:amp;)+/;

/**
 * A query in which `amp;tool` means `tool`: a content system escaped the snippet once too often.
 * A name that stands in it as it should wins.
 * @param {string} search
 */
export function readNames(search) {
  const given = [...new URLSearchParams(search)];
  const right = given.filter(([name]) => !ESCAPED.test(name));
  const mended = given.filter(([name]) => ESCAPED.test(name)).map(([name, value]) => [name.replace(ESCAPED, ""), value]);
  return new URLSearchParams([...right, ...mended]);
}
