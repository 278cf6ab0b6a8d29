// "Available offline": fetches what is worth keeping, one at a time, out of everybody's way.
import { CORE, dropOldFiles, fetchFile } from "./files.js";
import { tell } from "./news.js";
import { copyOf, keepPage, noteCopy } from "./pages.js";

let downloading = null;

/** Fetches what is missing or older than `maxAge` ms, `dailyAge` for what changes by the day. */
export function download(wanted) {
  downloading ??= fetchAll(wanted).finally(() => (downloading = null));
  return downloading;
}

async function fetchAll({ tag, daily, rest, files, maxAge, dailyAge }) {
  const notes = { pages: 0, files: 0, bytes: 0, of: daily.length + rest.length + files.length };
  const ages = [...daily.map((url) => [url, dailyAge]), ...rest.map((url) => [url, maxAge])];
  for (const [url, age] of ages) {
    const size = await fetchPage(url, tag, age);
    if (size === null) return report({ ...notes, stopped: true });
    notes.pages += size > 0;
    notes.bytes += size;
    report(notes);
  }
  for (const url of [...files, ...CORE]) notes.bytes += await fetchFile(url);
  notes.files = files.length;
  const done = { ...notes, at: Date.now(), version: BUILD.version, done: true };
  await noteCopy(tag, done);
  await dropOldFiles();
  return report(done);
}

/** Its size; null where nothing more can be fetched now. */
async function fetchPage(url, tag, age) {
  const known = await copyOf(url);
  const isFresh = known && Date.now() - Date.parse(known.headers.get("Date")) < age;
  if (isFresh) return (await known.blob()).size;
  try {
    const answer = await fetch(url, { redirect: "manual", headers: { Accept: "text/html" } });
    if (answer.type === "opaqueredirect") return null;
    if (answer.status !== 200) return 0;
    return answer.headers.get("X-App-User") === tag ? await keepPage(url, answer) : null;
  } catch {
    return null;
  }
}

function report(notes) {
  tell("copy:change", notes);
}
