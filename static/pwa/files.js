// Scripts, styles, pictures and sounds on this phone, by generation.
import { isOurs } from "./ours.js";

const FILES = "softback-files-";

export const CORE = BUILD.files.map((path) => `/static/${BUILD.version}/${path}`);

/** What every page needs, and the pages that are there for everybody. */
export async function stock() {
  const cache = await ours();
  await Promise.all(CORE.map((url) => fetchInto(cache, url)));
  for (const open of ["/offline", "/help-now"]) {
    const answer = await fetch(open, { credentials: "omit", cache: "reload" });
    if (answer.ok && isOurs(answer)) await cache.put(open, answer);
  }
}

async function fetchInto(cache, url) {
  const answer = await fetch(url);
  if (!isFile(answer)) throw new TypeError(url);
  await cache.put(url, answer);
}

/** From this phone, else from the network. */
export async function file(request) {
  const known = await caches.match(request.url);
  if (known) return known;
  const answer = await fetch(request);
  if (isFile(answer) && request.url.includes(BUILD.version)) {
    (await ours()).put(request.url, answer.clone()).catch(() => {});
  }
  return answer;
}

/** No file of ours is a page: that would be a hotel's, and it would stay. */
function isFile({ status, redirected, headers }) {
  return status === 200 && !redirected && !/html/.test(headers.get("Content-Type"));
}

/** Its size, 0 where it cannot be had. */
export async function fetchFile(url) {
  const answer = await file(new Request(url)).catch(() => null);
  return answer?.ok ? (await answer.clone().blob()).size : 0;
}

/** With a whole copy made by this generation, nothing needs the files of older ones. */
export async function dropOldFiles() {
  const isOld = (key) => key.startsWith(FILES) && key !== FILES + BUILD.version;
  await Promise.all((await caches.keys()).filter(isOld).map((key) => caches.delete(key)));
}

function ours() {
  return caches.open(FILES + BUILD.version);
}
