/** A pinned frame never changes; it says so when facts in it were corrected since. */

export async function tellCorrections() {
  const line = document.getElementById("pinned");
  const { from = "", since = "" } = line?.dataset ?? {};
  // From a disk nothing can be fetched, and nothing newer lies there.
  if (!line || !location.protocol.startsWith("http")) return;
  const rows = await (await fetch(from)).json();
  line.hidden = !rows.some((/** @type {{ kind: string, date: string }} */ one) => one.kind === "corrected" && one.date > since);
}
