/** A pinned frame never changes; it says so when what it tells was corrected or withdrawn since. */

export async function tellCorrections() {
  const line = document.getElementById("pinned");
  const { from = "", since = "", known = "0", article = "" } = line?.dataset ?? {};
  // From a disk nothing can be fetched, and nothing newer lies there.
  if (!line || !location.protocol.startsWith("http")) return;
  /** @type {{ kind: string, date: string, article?: string }[]} */
  const rows = await (await fetch(from)).json();
  const told = rows.filter((one) => (one.article ? one.article === article && one.kind !== "updated" : one.kind === "corrected"));
  // Of the last day that it knows, the frame has counted its own.
  const later = told.some((one) => one.date > since);
  line.hidden = !later && told.filter((one) => one.date === since).length <= Number(known);
}
